// Streams of real cameras that recorders and servers have stumbled over although the standards allow them.
import { describe, expect, test } from 'vitest';
import { BitWriter, type SpsFields, writePps, writeSlice, writeSps } from '../fixtures/bit-writer.ts';
import { goodClips } from '../fixtures/catalogue.ts';
import { clipOf, codesOf, judge, upload } from '../fixtures/clip.ts';
import { type CodedFrame, concat, framesOf, muxTs } from '../fixtures/mux.ts';
import { nodePorts } from '../fixtures/node-ports.ts';
import { readSps as readH265Sps } from './bitstream/h265/parameter-sets.ts';
import { readSlices } from './read-slices.ts';

const annexB = (...nals: readonly Uint8Array[]): Uint8Array => concat(...nals.flatMap((nal) => [[0, 0, 0, 1], nal]));
const STEP = 6000;

/** Codes of a clip of H.264 whose pictures are given as NAL units; small pictures have next to no bitrate. */
function codes(pictures: readonly (readonly Uint8Array[])[], times?: readonly number[]): string[] {
  const frames = pictures.map((nals, n): CodedFrame => {
    const time = times?.[n] ?? 90_000 + n * STEP;
    return { data: annexB(...nals), pts: time, dts: time };
  });
  const lengthMs = ((times?.at(-1) ?? pictures.length * STEP) - (times?.[0] ?? 0)) / 90;
  const clip = clipOf({ ...goodClips['no sound'], height: 192 });
  const { findings } = judge({ ...clip, uploads: [upload(muxTs(frames), 0, 'segment', Math.round(lengthMs))] });
  return codesOf(findings).filter((code) => code !== 'video.bitrate');
}
const sets = (fields: SpsFields = {}): Uint8Array[] => [writeSps(fields), writePps()];
const SEI = Uint8Array.from([6, 5, 4, 0xde, 0xad, 0xbe, 0xef, 0x80]);

describe('H.264', () => {
  test('a POC that does not begin at 0 with the IDR picture', () => {
    const picture = (n: number) => [writeSlice({ type: n === 0 ? 'idr' : 'p', frameNum: n, poc: 6 + 2 * n })];
    expect(codes([[...sets(), ...(picture(0) ?? [])], ...[1, 2, 3, 4, 5].map(picture)])).toEqual([]);
  });

  test.each([1, 4])('a POC that rises by %i from picture to picture', (step) => {
    const picture = (n: number) => [writeSlice({ type: n === 0 ? 'idr' : 'p', frameNum: n, poc: step * n })];
    expect(codes([[...sets(), ...picture(0)], ...[1, 2, 3, 4, 5].map(picture)])).toEqual([]);
  });

  test('several slices a picture', () => {
    const picture = (n: number) =>
      [0, 80, 160].map((firstMb) => writeSlice({ type: n === 0 ? 'idr' : 'p', frameNum: n, poc: 2 * n, firstMb }));
    expect(codes([[...sets(), ...picture(0)], ...[1, 2, 3, 4, 5].map(picture)])).toEqual([]);
  });

  test('access units that hold nothing but SEI', () => {
    const picture = (n: number) => [writeSlice({ type: n === 0 ? 'idr' : 'p', frameNum: n, poc: 2 * n })];
    const all = [0, 1, 2, 3, 4, 5].flatMap((n) => [n === 0 ? [...sets(), ...picture(0)] : picture(n), [SEI]]);
    expect(codes(all)).toEqual([]);
  });

  test('80 and 40 ms between pictures in turns', () => {
    const picture = (n: number) => [writeSlice({ type: n === 0 ? 'idr' : 'p', frameNum: n, poc: 2 * n })];
    const times = Array.from({ length: 12 }, (_, n) => 90_000 + Math.floor(n / 2) * 10_800 + (n % 2) * 7200);
    const all = times.map((_, n) => (n === 0 ? [...sets(), ...picture(0)] : picture(n)));
    expect(codes(all, times)).toEqual([]);
  });

  test('an SPS with NAL and VCL HRD, and one with surplus bytes behind the VUI', () => {
    const picture = (n: number) => [writeSlice({ type: n === 0 ? 'idr' : 'p', frameNum: n, poc: 2 * n })];
    const hrd = sets({ usability: { nalHrd: true, vclHrd: true, reorder: 0 } });
    const surplus = [concat(writeSps({ usability: { reorder: 0 } }), [4, 4]), writePps()];
    for (const own of [hrd, surplus]) expect(codes([[...own, ...picture(0)], ...[1, 2, 3].map(picture)])).toEqual([]);
  });
});

describe('H.265', () => {
  /** profile_tier_level of Main, level 3.1, for one sub-layer. */
  const sequence = (write: (w: BitWriter) => void): Uint8Array => {
    const w = new BitWriter().u(4, 0).u(3, 0).u(1, 1).u(2, 0).u(1, 0).u(5, 1).u(32, 0x60000000).u(32, 0x90000000);
    w.u(16, 0).u(8, 93).ue(0, 1, 320, 192).u(1, 0).ue(0, 0);
    write(w);
    return w.nal(0x42, 1);
  };

  test('no short-term reference sets, and long-term references instead', () => {
    const sps = sequence((w) => {
      w.ue(4).u(1, 1).ue(4, 0, 0); // POC bits, buffering
      w.ue(0, 3, 0, 3, 0, 0).u(1, 0).u(1, 0).u(1, 0).u(1, 0); // block sizes; no lists, AMP, SAO, PCM
      w.ue(0).u(1, 1).ue(0).u(1, 0).u(1, 0).u(1, 0).u(1, 0); // sets: none; long-term: in the slices
    });
    expect(readH265Sps(sps)?.format).toMatchObject({ width: 320, height: 192, level: 31, reorder: 0 });
  });

  test('an SPS that breaks off behind the sizes, as far as players look, is read', () => {
    const sps = sequence(() => undefined);
    expect(readH265Sps(sps)?.format).toMatchObject({ width: 320, height: 192, reorder: null });
  });

  test('temporal layers and open groups of pictures have no finding', () => {
    for (const name of ['H.265, slices and temporal layers', 'H.265, open GOPs'] as const)
      expect(codesOf(judge(clipOf(goodClips[name])).findings)).toEqual([]);
    expect(framesOf('h265-layers.mpegts').length).toBe(24);
    expect(readSlices(muxTs(framesOf('h265-layers.mpegts'), { streamType: 0x24 }), 'ts', nodePorts)?.damaged).toBe(0);
  });
});
