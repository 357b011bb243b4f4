import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, judge, upload } from '../../fixtures/clip.ts';
import { type CodedFrame, edit, framesOf, muxTs } from '../../fixtures/mux.ts';
import type { VideoTrack } from '../bitstream/video-track.ts';
import { shownAsDecoded } from './display-times.ts';

const inTs = goodClips['B-frames, weighted prediction, MPEG-TS'];
const inMp4 = goodClips['B-frames, fragmented MP4'];
const frames = framesOf('h264-b-frames.mpegts');

const stamped = (change: (frame: CodedFrame) => Partial<CodedFrame>) =>
  judge({
    ...clipOf(inTs),
    uploads: [upload(muxTs(frames.map((frame) => ({ ...frame, ...change(frame) }))), 0, 'segment', 3000)],
  }).findings;

test('pictures that are due before they are decoded are counted, a warning with both times of the first', () => {
  const found = stamped(({ dts }) => ({ dts: (dts ?? 0) + 27_000 }));
  const late = frames.filter(({ pts, dts }) => (pts ?? 0) < (dts ?? 0) + 27_000);
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [first] = found.filter(({ code }) => code === 'time.display');
  expect(first).toMatchObject({ severity: 'warning', measured: late.length });
  expect(Number(first?.params.dts) - Number(first?.params.pts)).toBeCloseTo(Number(first?.params.earlyMs) / 1000, 2);
});

test('a picture that is shown when it is decoded, or a tick before, is not', () => {
  expect(codesOf(stamped(() => ({})))).not.toContain('time.display');
  expect(codesOf(stamped(({ pts, dts }) => ({ dts: pts === dts ? (dts ?? 0) + 1 : dts })))).not.toContain(
    'time.display',
  );
});

/** Writes 0 for every composition offset, the last field of each entry of a `trun`. */
const withoutOffsets = (bytes: Uint8Array): Uint8Array =>
  edit(bytes, (copy) => {
    const file = Buffer.from(copy.buffer);
    for (let at = file.indexOf('trun'); at >= 0; at = file.indexOf('trun', at + 4)) {
      const flags = file.readUInt32BE(at + 4);
      if (!(flags & 0x800)) continue;
      const entry = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
      const first = at + 12 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0);
      for (let n = 1; n <= file.readUInt32BE(at + 8); n++) file.writeUInt32BE(0, first + n * entry - 4);
    }
  });

test('B-frames that an MP4 shows in the order of decoding are told so, and not with their offsets', () => {
  expect(codesOf(judge(clipOf(inMp4)).findings)).not.toContain('time.display');
  const found = judge(clipOf(inMp4, withoutOffsets)).findings.filter(({ code }) => code === 'time.display');
  expect(found).toMatchObject([{ severity: 'warning', params: { why: 'order' } }]);
  expect(Number(found[0]?.measured)).toBeGreaterThan(5);
});

test('pictures in their own order need no offsets', () => {
  expect(codesOf(judge(clipOf(goodClips['fragmented MP4 in one file'], withoutOffsets)).findings)).not.toContain(
    'time.display',
  );
});

test('B-frames that MPEG-TS shows in the order of decoding are told so, by two stamps or by one', () => {
  for (const change of [({ dts }: CodedFrame) => ({ pts: dts }), ({ dts }: CodedFrame) => ({ pts: dts, dts: null })]) {
    const found = stamped(change);
    expect(codesOf(found)).toEqual(['time.display']);
    expect(found.filter(({ code }) => code === 'time.display')).toMatchObject([
      { severity: 'warning', params: { why: 'equal' } },
    ]);
  }
});

test('in MPEG-TS, pictures that only lead a key frame may have the times of decoding', () => {
  const frames = Array.from(
    { length: 20 },
    (_, at) => ({ pts: at * 40, dts: at * 40 }) as VideoTrack['frames'][number],
  );
  const track = (leading: number) => ({ frames, earlier: { count: 6, leading, frame: 1 } }) as VideoTrack;
  expect(shownAsDecoded(track(6), true)).toBeNull();
  expect(shownAsDecoded(track(2), true)).toMatchObject({ measured: 4 });
  expect(shownAsDecoded(track(6), false)).toMatchObject({ measured: 6 });
});
