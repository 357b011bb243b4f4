import { judgeRate } from '@kaitong/judge';
import { lines } from './lines.ts';
import { randomFrom } from './random.ts';
import { type Scene, simulateEvent } from './simulate.ts';

type Way = { name: string } & Pick<Scene, 'line' | 'spool'>;

/** How events reach the platform. */
export const ways: readonly Way[] = [
  ...Object.entries(lines).map(([name, line]) => ({ name, line })),
  { name: 'a spool, at once', line: lines['home Wi-Fi'], spool: 'at once' },
  { name: 'a spool, in pauses', line: lines['home Wi-Fi'], spool: 'in pauses' },
  { name: 'a spool on a LAN, in pauses', line: lines.LAN, spool: 'in pauses' },
];

/** Kinds of events: a verification's, one of short segments, a single MP4, the extended test's, and a long one. */
export const events = [
  { lengthMs: 13_500, segmentMs: 3000 },
  { lengthMs: 8000, segmentMs: 2000 },
  { lengthMs: 13_500, segmentMs: 13_500 },
  { lengthMs: 70_000, segmentMs: 10_000 },
  { lengthMs: 120_000, segmentMs: 4000 },
] as const;

export type Share = { wrong: number; right: number; notJudged: number };

/** What of so many events is called wrong, right and neither. */
export function sharesOf(scene: Scene, count: number, seed: number): Share {
  const random = randomFrom(seed);
  const share: Share = { wrong: 0, right: 0, notJudged: 0 };
  for (let n = 0; n < count; n++) {
    const { rate, finding } = judgeRate(simulateEvent(scene, random));
    if (finding) share.wrong++;
    else if (rate.is === 'judged') share.right++;
    else share.notJudged++;
  }
  return share;
}

/** One line for each way, with what of right and of wrong cameras is decided; in per cent. */
export function sharesText(count: number, seed: number): string[] {
  const percent = (part: number): string => `${((part / count) * 100).toFixed(part === 0 || part === count ? 0 : 1)}`;
  return events.flatMap(({ lengthMs, segmentMs }) => [
    `${lengthMs / 1000} s in segments of ${segmentMs / 1000} s; wrong/not judged in per cent of ${count} events, without ages: right, 2 ×, 1.19 ×, ½ ×; with ages: right, 1.19 ×`,
    ...ways.map(({ name, ...way }) => {
      const shares = CASES.map((one) => {
        const { wrong, notJudged } = sharesOf({ ...way, lengthMs, segmentMs, ...one }, count, seed);
        return `${percent(wrong)}/${percent(notJudged)}`;
      });
      return `  ${name}: ${shares.join(', ')}`;
    }),
  ]);
}

const CASES = [
  ...[1, 2, 1.19, 0.5].map((rate) => ({ rate, ages: false })),
  ...[1, 1.19].map((rate) => ({ rate, ages: true })),
];
