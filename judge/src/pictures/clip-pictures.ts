import { clipTimeOf, garbledSpans, type Span, segmentsOf, toldTimeOf, type VideoFacts } from '@kaitong/media';
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
  /** The first of an object behind others, which are decoded by themselves: nobody knows what changed since the one before. */
  isFirst?: true;
};

/** Every picture of a clip that was decoded, object after object. */
export function clipPictures(objects: readonly JudgedObject[]): ClipPicture[] {
  const segments = segmentsOf(objects);
  const slicesAreRead = areUnderstood(objects);
  const pictures: ClipPicture[] = [];
  let keyFrames = 0;
  let begins = 0;
  let isDamagedOn = false;
  for (const { object, inspection, decoded } of segments) {
    const { video } = inspection.facts;
    // Objects without times of their own follow one another.
    begins = Math.max(0, clipTimeOf(objects, object.n, 0) ?? begins);
    if (decoded?.is === 'report') {
      const damaged: Span[] = [...carriedOn(video, isDamagedOn), ...damagedSpans(decoded.report, video, slicesAreRead)];
      isDamagedOn = damaged.some(([, to]) => to === Number.POSITIVE_INFINITY);
      const spans = merged([...damaged, ...(video ? garbledSpans(video) : [])]);
      const rows = readRows(decoded.report.pictures.rows ?? '');
      // It changed as the next one does.
      const [first, second] = rows;
      const isBehind = pictures.length > 0;
      if (first && second && isBehind) first.change = second.change;
      for (const row of rows) {
        const picture = { ...row, clipMs: begins + row.atMs, garbled: isIn(spans, row.atMs) };
        pictures.push(isBehind && row === first ? { ...picture, isFirst: true } : picture);
      }
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

/** In milliseconds from the object's first picture. */
const keyTimesOf = (video: VideoFacts | null): number[] =>
  (video?.keyFrames ?? []).flatMap(({ dts }) => (dts === null ? [] : dts - (video?.firstDts ?? 0)));

/** What the object before has left damaged shows up to the first key picture, though a decoder that begins here sees none of it. */
function carriedOn(video: VideoFacts | null, isDamagedOn: boolean): Span[] {
  if (!isDamagedOn || video?.firstFrame !== 'other') return [];
  return [[0, keyTimesOf(video)[0] ?? Number.POSITIVE_INFINITY]];
}

/**
 * What is damaged stays so until the next key picture. Where an object begins with a recovery point or an open group, its
 * pictures up to the second key picture may lack references, of which level 1 warns; damage is damage there too.
 */
function damagedSpans({ pictures, slices }: DecodeReport, video: VideoFacts | null, slicesAreRead: boolean): Span[] {
  const origin = video?.firstDts ?? 0;
  const keys = keyTimesOf(video);
  const repairedAfter = (ms: number): number => keys.find((key) => key > ms) ?? Number.POSITIVE_INFINITY;
  const lead = video && video.firstFrame !== 'idr' ? (keys[1] ?? Number.POSITIVE_INFINITY) : 0;
  const continued = video ? goesOnUntil(video) : 0;
  const marked = readRows(pictures.rows ?? '').flatMap(({ atMs, mark }): Span[] => {
    if (mark === 'whole' || atMs < (mark === 'damaged' ? continued : lead)) return [];
    return [[atMs, mark === 'damaged' ? repairedAfter(atMs) : atMs + 1]];
  });
  const read = (slicesAreRead ? (slices?.damagedAt ?? []) : []).flatMap((index): Span[] => {
    const dts = video ? toldTimeOf(video, index) : null;
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
