import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge } from '../../fixtures/clip.ts';
import { concat, framesOf, muxTs, u32 } from '../../fixtures/mux.ts';
import { forEachNal } from '../bitstream/nal.ts';

const fixture = goodClips['B-frames, weighted prediction, MPEG-TS'];
const frames = framesOf('h264-b-frames.mpegts');

function withLengths(data: Uint8Array): Uint8Array {
  const units: Uint8Array[] = [];
  forEachNal(data, (start, end) => units.push(data.subarray(start, end)));
  return concat(...units.flatMap((unit) => [u32(unit.length), unit]));
}

test('lengths where start codes belong are the one error, and pictures are counted all the same', () => {
  const bytes = muxTs(frames.map((frame) => ({ ...frame, data: withLengths(frame.data) })));
  const { findings, objects } = judge(clipOf(fixture, () => bytes));
  expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'video.nal', measured: frames.length, params: { cause: 'lengths' } },
  ]);
  expect(objects[0]?.inspection.facts.video?.frames).toBe(frames.length);
});
