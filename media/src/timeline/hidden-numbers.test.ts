// Lost pictures of H.264, as many as frame_num can count, or a multiple: their numbers leave no trace.
import { expect, test } from 'vitest';
import { writePps, writeSlice, writeSps } from '../../fixtures/bit-writer.ts';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge, upload } from '../../fixtures/clip.ts';
import { type CodedFrame, concat, muxTs } from '../../fixtures/mux.ts';

const lostIn = (...segments: readonly (readonly CodedFrame[])[]) =>
  judge({
    ...clipOf(goodClips['no sound']),
    uploads: segments.map((frames, n) => upload(muxTs(frames), n, 'segment', Math.round((frames.length * 1000) / 12))),
  }).findings.filter(({ code }) => code === 'video.lost_pictures');

test('as many as there are numbers: the hole tells, where the order of display has one too', () => {
  const inOrder = { pocLsbBits: 8 };
  const sets = concat([0, 0, 0, 1], writeSps(inOrder), [0, 0, 0, 1], writePps());
  const all = Array.from({ length: 40 }, (_, n): CodedFrame => {
    const slice = writeSlice({ type: n === 0 ? 'idr' : 'p', frameNum: n, poc: 2 * n }, inOrder);
    const time = n * 3600;
    return { data: concat(n === 0 ? sets : [], [0, 0, 0, 1], slice, [n + 1]), pts: time, dts: time };
  });
  // frame_num has four bits here.
  const gone = (count: number): CodedFrame[] => all.filter((_, n) => n < 8 || n >= 8 + count);
  const stampedAnew = gone(16).map((frame, n): CodedFrame => ({ ...frame, pts: n * 3600, dts: n * 3600 }));
  expect(lostIn(gone(16))).toMatchObject([{ frame: 8, params: { what: 'pictures', until: 'clip_end' } }]);
  expect(lostIn(stampedAnew)).toEqual([]);
  // At the seam of two objects the one before says when and with which number the next one goes on.
  for (const cut of [7, 8, 9])
    expect(lostIn(gone(16).slice(0, cut), gone(16).slice(cut)).map(({ frame }) => frame)).toEqual([8]);
  expect(lostIn(stampedAnew.slice(0, 8), stampedAnew.slice(8))).toEqual([]);
  // A camera that took no pictures for as long.
  for (const pause of [11, 16]) {
    const idle = all.map((frame, n): CodedFrame => {
      const time = (n < 8 ? n : n + pause) * 3600;
      return { ...frame, pts: time, dts: time };
    });
    expect(lostIn(idle)).toEqual([]);
  }
});

test('as many as there are numbers, of a stream that does not say its order: they may as well never have been taken', () => {
  const sets = concat([0, 0, 0, 1], writeSps({ pocType: 2 }), [0, 0, 0, 1], writePps());
  const paused = Array.from({ length: 24 }, (_, n): CodedFrame => {
    const slice = writeSlice({ type: n === 0 ? 'idr' : 'p', frameNum: n, poc: 0 }, { pocType: 2 });
    const time = (n < 8 ? n : n + 16) * 3600;
    return { data: concat(n === 0 ? sets : [], [0, 0, 0, 1], slice, [n + 1]), pts: time, dts: time };
  });
  expect(lostIn(paused)).toEqual([]);
  // One less leaves a number that comes twice.
  expect(lostIn(paused.filter((_, n) => n < 8 || n > 22))).toMatchObject([{ frame: 8 }]);
});
