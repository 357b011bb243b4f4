import type { Finding } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { type SpsFields, writePps, writeSlice, writeSps } from '../../fixtures/bit-writer.ts';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, judge, upload } from '../../fixtures/clip.ts';
import { type CodedFrame, concat, muxTs } from '../../fixtures/mux.ts';
import { readSps } from '../bitstream/h264/parameter-sets.ts';
import { findLowLevel } from './level.ts';

/** Two seconds of pictures with this SPS. */
function findings(fields: SpsFields, fps = 10): Finding[] {
  const { widthMbs = 20, heightUnits = 12 } = fields;
  const nals = [writeSps(fields), writePps(), writeSlice({ type: 'idr', frameNum: 0, poc: 0 })];
  const data = concat(...nals.flatMap((nal) => [[0, 0, 0, 1], nal]));
  const frames = Array.from({ length: 2 * fps }, (_, n): CodedFrame => {
    const time = 90_000 + Math.round((n * 90_000) / fps);
    return { data, pts: time, dts: time };
  });
  const clip = clipOf({ ...goodClips['no sound'], width: widthMbs * 16, height: heightUnits * 16 });
  return judge({ ...clip, uploads: [upload(muxTs(frames), 0, 'segment', 2000)] }).findings;
}
/** Such small pictures have next to no bitrate. */
const others = (found: readonly Finding[]): string[] => codesOf(found).filter((code) => code !== 'video.bitrate');
const only = (found: readonly Finding[], code: string): Finding[] => found.filter((f) => f.code === code);

describe('the level of the SPS (video.level; H.264 Table A-1, H.265 Table A.8)', () => {
  test('too low for the picture, or for as many of them: a warning with the level that it takes', () => {
    const hd = { widthMbs: 120, heightUnits: 68 };
    expect(only(findings({ ...hd, level: 31 }), 'video.level')).toMatchObject([
      { severity: 'warning', measured: '4.0', limit: '3.1', params: { cause: 'size' } },
    ]);
    expect(others(findings({ ...hd, level: 40 }, 30))).toEqual([]);
    expect(only(findings({ ...hd, level: 40 }, 50), 'video.level')).toMatchObject([
      { measured: '4.2', limit: '4.0', params: { cause: 'rate' } },
    ]);
    expect(others(findings({ level: 31 }))).toEqual([]);
  });

  test('H.265 counts samples; a level higher than needed is never a finding', () => {
    const format = { width: 1920, height: 1080, profile: 'Main', reorder: 0, chroma: '4:2:0', bitDepth: 8 } as const;
    expect(findLowLevel('h265', { ...format, level: 31 }, 25)).toEqual({ needed: '4.0', said: '3.1', cause: 'size' });
    expect(findLowLevel('h265', { ...format, level: 40 }, 60)).toEqual({ needed: '4.1', said: '4.0', cause: 'rate' });
    for (const level of [40, 41, 50, 62, 85]) expect(findLowLevel('h265', { ...format, level }, 30)).toBe(null);
  });

  test('pictures beyond every level, and rates that are not known, are not judged here', () => {
    const format = {
      width: 16_000,
      height: 16_000,
      profile: 'Main',
      reorder: 0,
      chroma: '4:2:0',
      bitDepth: 8,
    } as const;
    expect(findLowLevel('h264', { ...format, level: 10 }, 25)).toBe(null);
    expect(findLowLevel('h264', { ...format, width: 1920, height: 1080, level: 40 }, null)).toBe(null);
  });
});

describe('pictures that a decoder must be ready to hold back (video.reorder)', () => {
  test('sixteen, as encoders write that leave the field at its largest: a warning', () => {
    expect(only(findings({ usability: { reorder: 16 } }), 'video.reorder')).toMatchObject([
      { severity: 'warning', measured: 16, limit: 5, object: 0 },
    ]);
  });

  test('what streams use, and a VUI that does not say, are fine, with NAL and VCL HRD too', () => {
    for (const usability of [
      { reorder: 0 },
      { reorder: 4, nalHrd: true, vclHrd: true },
      { reorder: 2, vclHrd: true, timing: false },
      { nalHrd: true },
      {},
    ])
      expect(others(findings({ usability }))).toEqual([]);
    expect(only(findings({ usability: { nalHrd: true, vclHrd: true, reorder: 12 } }), 'video.reorder')).toHaveLength(1);
  });

  test('a VUI that breaks off is forgiven', () => {
    const sps = writeSps({ usability: { nalHrd: true, reorder: 16 } });
    expect(sps.length).toBeGreaterThan(40);
    for (let length = 20; length < sps.length - 4; length++)
      expect(readSps(sps.subarray(0, length))?.format).toMatchObject({ width: 320, reorder: null });
  });
});
