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

/** The same clip with sound of this timescale beside it, its second segment `ms` later than it should be. */
function clipWith(timescale: number, ms: number): InspectedObject[] {
  const sound = { ...video, id: 99, kind: 'audio' as const, timescale };
  return objects.map((object) => {
    const { facts, findings } = object.inspection;
    if (facts.init)
      return { ...object, inspection: { findings, facts: { ...facts, init: { tracks: [video, sound] } } } };
    if (object !== objects.at(-1) || !facts.video) return object;
    const add = (at: number | null) => (at === null ? null : at + ms);
    const { firstDts, lastDts, firstPts, lastPts } = facts.video;
    const moved = { firstDts: add(firstDts), lastDts: add(lastDts), firstPts: add(firstPts), lastPts: add(lastPts) };
    return { ...object, inspection: { findings, facts: { ...facts, video: { ...facts.video, ...moved } } } };
  });
}

const lengthMs = objects.at(1)?.inspection.facts.video?.durationMs ?? 0;
const found = (timescale: number, ms: number) => inspectClip({ event: clip.event, objects: clipWith(timescale, ms) });

test.each([0.2, 0.5, 1.5, 3])(
  'a segment that begins in ticks of the sound, %f of its own, is told so alone',
  (factor) => {
    const findings = found(own * factor, lengthMs * (factor - 1));
    expect(codesOf(findings)).not.toContain('time.gap');
    expect(codesOf(findings)).not.toContain('time.backwards');
    expect(findings.filter(({ code }) => code === 'mp4.tfdt')).toMatchObject([
      { object: objects.at(-1)?.object.n, measured: 1, params: { why: 'timescale', own, other: own * factor } },
    ]);
  },
);

test('a segment that is where it should be is not, nor one that a clock has moved elsewhere', () => {
  expect(codesOf(found(own * 3, 0))).not.toContain('mp4.tfdt');
  expect(codesOf(found(own * 3, lengthMs))).not.toContain('mp4.tfdt');
  expect(codesOf(found(own, lengthMs))).not.toContain('mp4.tfdt');
});
