import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { type Clip, clipOf, judge, readFixture, upload } from '../../fixtures/clip.ts';
import { writeFragment } from '../../fixtures/fragment.ts';
import { type CodedFrame, framesOf, muxTs } from '../../fixtures/mux.ts';
import { nodePorts } from '../../fixtures/node-ports.ts';
import { type Explanation, explainFinding } from './explain.ts';

/** Of the last object of a clip. */
function explained(clip: Clip): Explanation {
  const { findings, objects } = judge(clip);
  const found = findings.find(({ code }) => code === 'time.duplicate');
  const last = clip.uploads.at(-1);
  if (!found || !last) throw new Error(`no time.duplicate among ${findings.map(({ code }) => code).join()}`);
  const init = objects[0]?.inspection.facts.init ?? null;
  return explainFinding(found, { ...last, event: clip.event, init }, nodePorts);
}

const inTs = (frames: readonly CodedFrame[]): Explanation =>
  explained(clipOf(goodClips['no sound'], () => muxTs(frames)));

function inFragment(durations: number[]): Explanation {
  const clip = clipOf(goodClips['no sound']);
  const init = upload(readFixture('h264-fmp4-init.mp4'), 0, 'init', 0);
  const uploads = [init, upload(writeFragment(pictures.slice(0, durations.length), { durations }), 1, 'segment', 1000)];
  return explained({ ...clip, uploads, event: { ...clip.event, container: 'fmp4' } });
}

/** Fields that are not what they have to be: found, and expected. */
const wrongOf = ({ structures }: Explanation): Record<string, readonly [number | string, number | string]> =>
  Object.fromEntries(
    structures.flatMap(({ fields }) =>
      fields.flatMap(({ name, value, expected = value }) => (expected === value ? [] : [[name, [value, expected]]])),
    ),
  );

const pictures = framesOf('h264-no-audio.mpegts');
const STEP = 7500;

test('a stamp that is there again: the one that was due beside it, and nothing of that of the display', () => {
  const reordered = framesOf('h264-b-frames.mpegts');
  const again = reordered[16]?.dts ?? 0;
  const explanation = inTs(reordered.map((frame, n) => (n === 17 ? { ...frame, dts: again } : frame)));
  expect(explanation.structures.map(({ kind }) => kind)).toEqual(['ts-packet', 'pes']);
  const { DTS: [found, expected] = [], ...others } = wrongOf(explanation);
  expect([found, others]).toEqual([again, {}]);
  expect(Math.abs(Number(expected) - again - STEP)).toBeLessThan(100);
});

test('a clock that stands still: the time that the declared length lets expect', () => {
  const [first] = pictures;
  const explanation = inTs(pictures.map((frame) => ({ ...frame, pts: first?.pts ?? null, dts: first?.dts ?? null })));
  const { PTS: [found, expected] = [] } = wrongOf(explanation);
  expect(Math.abs(Number(expected) - Number(found) - STEP)).toBeLessThan(100);
});

test('pictures that last nothing: their duration, which has to be more', () => {
  expect(wrongOf(inFragment(Array<number>(12).fill(0)))).toEqual({
    'sample_duration[0]': [0, '> 0'],
    'sample_duration[1]': [0, '> 0'],
  });
});

test('one picture that lasts nothing: its duration beside that of the others', () => {
  const durations = Array.from({ length: 12 }, (_, n) => (n === 5 ? 0 : 1024));
  expect(wrongOf(inFragment(durations))).toEqual({ 'sample_duration[5]': [0, 1024] });
});
