import { clipTimeOf, garbledSpans, type Span, segmentsOf, type VideoFacts } from '@kaitong/media';
import type { JudgedObject } from '../clip-evidence.ts';
import { type PictureRow, readRows } from '../decode/picture-rows.ts';
import type { DecodeReport } from '../decode/report.ts';
import { areUnderstood, goesOnUntil } from '../findings/decoding.ts';
import { copiesIn } from './repeats.ts';

/** A picture that level 2 measured, in its place in the clip. */
export type ClipPicture = PictureRow & {
  /** Milliseconds from the clip's first picture. */
  clipMs: number;
  /** Damaged, built on what is missing, or shown between damage and the next key picture: nobody knows what was to be seen. */
  garbled: boolean;
  /** It is sent once more to seem one picture more, and says nothing of what moves. */
  isCopy?: true;
};

/** Every picture of a clip that was decoded, object after object. */
export function clipPictures(objects: readonly JudgedObject[]): ClipPicture[] {
  const segments = segmentsOf(objects);
  const slicesAreRead = areUnderstood(objects);
  const pictures: ClipPicture[] = [];
  let keyFrames = 0;
  let begins = 0;
  for (const { object, inspection, decoded } of segments) {
    const { video } = inspection.facts;
    // Objects without times of their own follow one another.
    begins = Math.max(0, clipTimeOf(objects, object.n, 0) ?? begins);
    if (decoded?.is === 'report') {
      const damaged = damagedSpans(decoded.report, video, slicesAreRead);
      const spans = merged([...damaged, ...(video ? garbledSpans(video) : [])]);
      const rows = readRows(decoded.report.pictures.rows ?? '');
      // Decoded by itself, an object has nothing before its first picture: it changed as the next one does.
      const [first, second] = rows;
      if (first && second && pictures.length > 0) first.change = second.change;
      for (const row of rows) pictures.push({ ...row, clipMs: begins + row.atMs, garbled: isIn(spans, row.atMs) });
    }
    begins += video?.durationMs ?? object.durationMs;
    keyFrames += video?.keyFrames.length ?? 0;
  }
  const copies = copiesIn(pictures, keyFrames);
  return copies.size === 0 ? pictures : pictures.map((one) => (copies.has(one) ? { ...one, isCopy: true } : one));
}

/** It shows what the camera saw. */
export const isWhole = ({ garbled, mark }: ClipPicture): boolean => !garbled && mark === 'whole';

const isIn = (spans: readonly Span[], ms: number): boolean => spans.some(([from, to]) => ms >= from && ms < to);

/**
 * What is damaged stays so until the next key picture. Where an object begins with a recovery point or an open group, its
 * pictures up to the second key picture may lack references, of which level 1 warns; damage is damage there too.
 */
function damagedSpans({ pictures, slices }: DecodeReport, video: VideoFacts | null, slicesAreRead: boolean): Span[] {
  const origin = video?.firstDts ?? 0;
  const keys = (video?.keyFrames ?? []).flatMap(({ dts }) => (dts === null ? [] : dts - origin));
  const repairedAfter = (ms: number): number => keys.find((key) => key > ms) ?? Number.POSITIVE_INFINITY;
  const lead = video && video.firstFrame !== 'idr' ? (keys[1] ?? Number.POSITIVE_INFINITY) : 0;
  const continued = video ? goesOnUntil(video) : 0;
  const marked = readRows(pictures.rows ?? '').flatMap(({ atMs, mark }): Span[] => {
    if (mark === 'whole' || atMs < (mark === 'damaged' ? continued : lead)) return [];
    return [[atMs, mark === 'damaged' ? repairedAfter(atMs) : atMs + 1]];
  });
  const read = (slicesAreRead ? (slices?.damagedAt ?? []) : []).flatMap((index): Span[] => {
    const dts = video?.dts[index] ?? null;
    return dts === null ? [] : [[dts - origin, repairedAfter(dts - origin)]];
  });
  return [...marked, ...read];
}

/** Overlapping spans joined: a stream that is damaged throughout has one. */
function merged(spans: readonly Span[]): Span[] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
