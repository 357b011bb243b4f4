import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, judge } from '../../fixtures/clip.ts';
import type { InspectedObject, TrackFacts } from '../facts.ts';
import { inspectClip } from '../inspect-clip.ts';

const clip = clipOf(goodClips['H.264 in CMAF segments']);
const { objects } = judge(clip);
const video = trackOf(objects[0]);
const { timescale: own } = video;

function trackOf(init: InspectedObject | undefined): TrackFacts {
  const track = init?.inspection.facts.init?.tracks.find(({ kind }) => kind === 'video');
  if (!track) throw new Error('The first object is an init segment.');
  return track;
}

type Change = {
  /** Timescale of the sound beside it. */
  timescale: number;
  /** How much later each segment but the first is than it should be, and so is its sound, if it has any. */
  lateMs: readonly number[];
  soundLateMs?: readonly number[];
  /** Numbers of the fragments that are missing in front of the last one. */
  lost?: number;
};

/** The same clip with so many segments more, each like the second. */
function clipWith({ timescale, lateMs, soundLateMs, lost = 0 }: Change): InspectedObject[] {
  const sound = { ...video, id: 99, kind: 'audio' as const, timescale };
  const [init, first, second] = objects;
  const { init: described } = init?.inspection.facts ?? {};
  if (!init || !first || !second || !described) throw new Error('An init segment and two others.');
  const later = ({ object, inspection: { facts, findings } }: InspectedObject, n: number): InspectedObject => {
    const ms = n === 0 ? 0 : (n - 1) * lengthMs + (lateMs[n - 1] ?? 0);
    const add = (at: number | null) => (at === null ? null : at + ms);
    const { video: own, sequence } = facts;
    if (!own || !sequence) throw new Error('A segment has pictures and a number.');
    const { firstDts, lastDts, firstPts, lastPts } = own;
    const moved = { firstDts: add(firstDts), lastDts: add(lastDts), firstPts: add(firstPts), lastPts: add(lastPts) };
    const number = n + 1 + (n === lateMs.length ? lost : 0);
    const soundMs = n * lengthMs + (n === 0 ? 0 : (soundLateMs?.[n - 1] ?? 0));
    const audio = soundLateMs ? { ...silent, firstPts: soundMs, lastPts: soundMs + lengthMs - silent.stepMs } : null;
    const fresh = { video: { ...own, ...moved }, audio, sequence: { first: number, last: number } };
    return { object: { ...object, n: n + 1 }, inspection: { findings, facts: { ...facts, ...fresh } } };
  };
  return [
    {
      ...init,
      inspection: { ...init.inspection, facts: { ...init.inspection.facts, init: { tracks: [video, sound] } } },
    },
    later(first, 0),
    ...lateMs.map((_, at) => later(second, at + 1)),
  ];
}

const silent = { codec: 'aac', sampleRate: 16_000, channels: 1, units: 32, stepMs: 64, clock: null, levels: null };
const lengthMs = objects.at(1)?.inspection.facts.video?.durationMs ?? 0;
const found = (change: Change) => inspectClip({ event: clip.event, objects: clipWith(change) });
const inTicks = (factor: number, segments: number) =>
  Array.from({ length: segments }, (_, at) => (at + 1) * lengthMs * (factor - 1));

test.each([0.2, 0.5, 1.5, 3])(
  'segments that begin in ticks of the sound, %f of their own, are told so alone',
  (factor) => {
    for (const change of [
      { lateMs: inTicks(factor, 2) },
      { lateMs: inTicks(factor, 1), soundLateMs: [0] },
      { lateMs: inTicks(factor, 2), soundLateMs: [0, 0] },
    ]) {
      const findings = found({ timescale: own * factor, ...change });
      expect(codesOf(findings)).not.toContain('time.gap');
      expect(codesOf(findings)).not.toContain('time.backwards');
      expect(findings.filter(({ code }) => code === 'mp4.tfdt')).toMatchObject([
        { object: 2, measured: change.lateMs.length, params: { why: 'timescale', own, other: own * factor } },
      ]);
    }
  },
);

test('a segment that is where it should be is not, nor one that a clock has moved elsewhere', () => {
  expect(codesOf(found({ timescale: own * 3, lateMs: [0, 0] }))).not.toContain('mp4.tfdt');
  expect(codesOf(found({ timescale: own * 3, lateMs: [lengthMs, lengthMs] }))).not.toContain('mp4.tfdt');
  expect(codesOf(found({ timescale: own, lateMs: [lengthMs, lengthMs] }))).not.toContain('mp4.tfdt');
});

test.each([
  ['one start alone', { lateMs: [lengthMs] }],
  ['sound that is late too', { lateMs: [lengthMs], soundLateMs: [lengthMs] }],
  ['sound that is late too, at every second one', { lateMs: inTicks(2, 2), soundLateMs: inTicks(2, 2) }],
  ['numbers that jump', { lateMs: [lengthMs], soundLateMs: [0], lost: 1 }],
])('of half the ticks of the sound, a lost segment is a hole: %s', (_, change) => {
  const codes = codesOf(found({ timescale: own * 2, ...change }));
  expect(codes).not.toContain('mp4.tfdt');
  expect(codes).toContain('time.gap');
});
