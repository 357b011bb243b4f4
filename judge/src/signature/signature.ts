import { type ObjectInspection, segmentsOf } from '@kaitong/media';
import type { JudgedObject } from '../clip-evidence.ts';
import { THUMBNAIL_SAMPLES } from '../decode/picture-statistics.ts';

/** Samples of a signature are so far apart, in milliseconds. */
export const SAMPLE_MS = 100;

/**
 * What moved in a clip, where and when: luma in 16 × 9 cells at ten samples a second, each cell's mean removed, so that
 * the room is not in it. It stays the same when the clip is encoded anew.
 */
export type Signature = {
  /** Sample by sample, 144 cells each, row by row; −128 to 127. */
  readonly cells: Int8Array;
};

export const lengthOf = ({ cells }: Signature): number => cells.length / THUMBNAIL_SAMPLES;

/** How many frames of an object a sample is made of; undefined where its frames have no times. */
export function framesPerSample({ facts: { video } }: ObjectInspection): number | undefined {
  return video?.durationMs && video.frames > 0 ? (video.frames * SAMPLE_MS) / video.durationMs : undefined;
}

/** Of a clip's segments, one after another. Undefined where one of them was not sampled. */
export function signatureOf(objects: readonly JudgedObject[]): Signature | undefined {
  const segments = segmentsOf(objects);
  const taken: Sample[] = [];
  let beginsAt = 0;
  for (const { object, inspection, decoded } of segments) {
    const samples = decoded?.is === 'report' ? decoded.report.pictures.samples : undefined;
    if (!samples) return undefined;
    const bytes = Buffer.from(samples, 'base64');
    for (let at = 0; at < bytes.length; at += THUMBNAIL_SAMPLES)
      taken.push({
        atMs: beginsAt + (at / THUMBNAIL_SAMPLES) * SAMPLE_MS,
        luma: bytes.subarray(at, at + THUMBNAIL_SAMPLES),
      });
    beginsAt += inspection.facts.video?.durationMs ?? object.durationMs;
  }
  const rows = evenly(taken);
  return rows.length === 0 ? undefined : withoutMeans(rows);
}

type Sample = { atMs: number; luma: Uint8Array };

/** By the clip's time: segments begin within a tenth of a second, and not with one. */
function evenly(taken: readonly Sample[]): Float32Array[] {
  const rows: Float32Array[] = [];
  let next = 1;
  const last = taken.at(-1)?.atMs ?? -1;
  for (let at = 0; at <= last; at += SAMPLE_MS) {
    while (next < taken.length - 1 && (taken[next]?.atMs ?? 0) < at) next++;
    const [before, after] = [taken[next - 1], taken[next] ?? taken[next - 1]];
    if (!before || !after) break;
    const span = after.atMs - before.atMs;
    const share = span > 0 ? Math.min(1, Math.max(0, (at - before.atMs) / span)) : 0;
    rows.push(Float32Array.from(before.luma, (luma, cell) => luma + share * ((after.luma[cell] ?? 0) - luma)));
  }
  return rows;
}

function withoutMeans(rows: readonly Float32Array[]): Signature {
  const cells = new Int8Array(rows.length * THUMBNAIL_SAMPLES);
  for (let cell = 0; cell < THUMBNAIL_SAMPLES; cell++) {
    const mean = rows.reduce((sum, row) => sum + (row[cell] ?? 0), 0) / rows.length;
    for (const [at, row] of rows.entries())
      cells[at * THUMBNAIL_SAMPLES + cell] = Math.max(-128, Math.min(127, Math.round((row[cell] ?? 0) - mean)));
  }
  return { cells };
}
