import type { Finding } from '@kaitong/contract/checks';
import type { InspectedObject, VideoFacts } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';
import { timeOf } from './garbled-pictures.ts';
import type { Timeline } from './join.ts';

/** More of them say nothing new. */
const MOST_NAMED = 16;

/** `flow.segment_missing`: numbers in front of the last object that none has, and what the footage shows there. */
export function checkNumbers(
  ordered: readonly InspectedObject[],
  segments: readonly InspectedObject[],
  timeline: Timeline,
  findings: FindingList,
): void {
  const missing: number[] = [];
  // Numbering may begin at 0 or 1.
  let next = Math.min(ordered[0]?.object.n ?? 0, 1);
  for (const { object } of ordered) {
    for (; next < object.n && missing.length < MOST_NAMED; next++) missing.push(next);
    next = object.n + 1;
  }
  const [first] = missing;
  if (first === undefined) return;
  findings.add('flow.segment_missing', {
    measured: missing.join(', '),
    object: first,
    params: {
      ...tellNumbers(
        missing,
        ordered.map(({ object }) => object.n),
      ),
      ...around(missing, segments, timeline),
    },
  });
}

/** Which numbers have no object, beside those that have one. */
export const tellNumbers = (missing: readonly number[], arrived: readonly number[]): Finding['params'] => ({
  ...(missing.length === 1 ? { one: 'one' } : {}),
  ...(arrived.length > 0 ? { arrived: rangesOf(arrived) } : {}),
});

/** `0–3, 5` */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}

type Placed = { video: VideoFacts; shift: number };

/** Whether footage is missing where one hole in the numbers is; nothing where there are several, or no times that go on. */
function around(
  missing: readonly number[],
  segments: readonly InspectedObject[],
  timeline: Timeline,
): Finding['params'] {
  const [first = 0, last = 0] = [missing[0], missing.at(-1)];
  if (last - first !== missing.length - 1) return {};
  const placed = ({ object, inspection }: InspectedObject): Placed[] => {
    const [{ video }, shift] = [inspection.facts, timeline.shifts.get(object.n)];
    return video?.anchored && shift !== undefined ? [{ video, shift }] : [];
  };
  const [before] = segments
    .filter(({ object }) => object.n < first)
    .slice(-1)
    .flatMap(placed);
  const [behind] = segments
    .filter(({ object }) => object.n > last)
    .slice(0, 1)
    .flatMap(placed);
  if (!before || !behind) return {};
  const step = (before.video.durationMs ?? 0) / Math.max(1, before.video.frames);
  const holeMs = timeOf(behind.video, 0) + behind.shift - (timeOf(before.video, before.video.frames) + before.shift);
  if (holeMs > step / 2) return { holeMs: Math.round(holeMs) };
  // Times that step back were moved to where they fit.
  return timeline.continuous && holeMs > -step / 2 ? { joined: 'joined' } : {};
}
