import { type CheckCode, type Finding, finding, isNotDecodedFor } from '@kaitong/contract/checks';
import { type ObjectInspection, placeOfPicture, type VideoFacts } from '@kaitong/media';
import type { JudgedObject } from '../clip-evidence.ts';
import { MAX_PIXELS } from '../decode/limits.ts';
import { readRows } from '../decode/picture-rows.ts';
import type { DecodeReport } from '../decode/report.ts';
import { firstDamaged } from './damage-place.ts';

/**
 * Whether level 2 has anything to say about an object: level 1 found pictures of a sane size in it. For every other
 * segment level 1 has an error already.
 */
export function isWorthDecoding({ findings, facts }: ObjectInspection): boolean {
  if (!facts.readable || !facts.video || facts.video.frames === 0) return false;
  if (findings.some(({ code }) => isNotDecodedFor(code))) return false;
  const { format } = facts.video;
  return format === null || format.width * format.height <= MAX_PIXELS;
}

/** `decode.errors` of each object that is damaged, and `decode.limit` once for the clip. */
export function checkDecoding(objects: readonly JudgedObject[]): Finding[] {
  const errors: Finding[] = [];
  let limit: Finding | undefined;
  const slicesAreRead = areUnderstood(objects);
  for (const { object, inspection, decoded } of [...objects].sort((a, b) => a.object.n - b.object.n)) {
    if (object.kind !== 'segment' || !isWorthDecoding(inspection)) continue;
    if (decoded === null) throw new Error(`segment ${object.n} was not decoded`);
    if (decoded.is === 'unavailable') continue;
    const place = { object: object.n, kind: object.kind };
    if (decoded.is === 'limit') {
      limit ??= finding('decode.limit', { measured: decoded.reason, ...place });
      continue;
    }
    const { report } = decoded;
    const slices = slicesAreRead ? report.slices : null;
    const count = Math.max(damagedPictures(report, inspection), slices?.damaged ?? 0);
    if (count === 0) continue;
    const first = firstDamaged(report, inspection.facts.video, slices);
    const where = first === undefined ? {} : placeOfPicture(objects, object.n, first);
    const log = report.unreadable ?? report.logs.first[0];
    const params = { frames: report.packets, ...(log ? { log, ...macroblockOf(log) } : {}) };
    errors.push(finding('decode.errors', { measured: count, ...place, ...where, params }));
  }
  const all = [...errors, ...unfinishedIn(objects, errors)];
  return limit ? [...all, limit] : all;
}

/** Of pictures that are cut off at the end of object after object, and nowhere else, the end is what is wrong. */
function unfinishedIn(objects: readonly JudgedObject[], errors: readonly Finding[]): Finding[] {
  const segments = objects.filter(({ object }) => object.kind === 'segment');
  const ends = errors.filter(({ object, measured, offset }) => {
    const at = segments.findIndex((one) => one.object.n === object);
    const { video, content } = segments[at]?.inspection.facts ?? {};
    const goesOn = segments[at + 1]?.inspection.facts.beginsInside !== undefined;
    return measured === 1 && content === 'ts' && !goesOn && offset !== null && offset === video?.offsets?.at(-1);
  });
  if (ends.length < LEAST_ENDS || ends.length < errors.length || ends.length < segments.length - 1) return [];
  return ends.map(({ code: _, ...place }) =>
    finding('ts.pes_short', { ...place, severity: 'error', limit: 0, params: { why: 'unfinished' } }),
  );
}

/** One may be damaged by chance. */
const LEAST_ENDS = 2;

/** What FFmpeg's decoder of H.264 adds to its lines: the column and the row of the macroblock. */
function macroblockOf(line: string): Finding['params'] {
  const [, column, row] = /(?: at|decoding MB) (\d+) (\d+)(?:,|$)/.exec(line) ?? [];
  return column === undefined || row === undefined ? {} : { column: Number(column), row: Number(row) };
}

/**
 * Whether so much of a clip is whole that the rest is damaged, and not written with a tool that is not understood here. It
 * may be one that key pictures do not use, of which a good clip has few. FFmpeg decides then.
 */
export function areUnderstood(objects: readonly JudgedObject[]): boolean {
  let pictures = 0;
  let damaged = 0;
  for (const { decoded } of objects) {
    if (decoded?.is !== 'report' || !decoded.report.slices) continue;
    pictures += decoded.report.slices.pictures;
    damaged += decoded.report.slices.damaged;
  }
  return pictures - damaged >= pictures * LEAST_WHOLE;
}

const LEAST_WHOLE = 0.25;

/** Fewer pictures than that come out of no decoder that has nothing to say against them. */
const LEAST_SHOWN = 0.5;

/**
 * How many pictures are damaged. A frame in two fields is one picture, as level 1 counts. Pictures that stay in the decoder
 * count only where it complains too: a stream may ask that some are never shown, and one that begins with an open group or
 * a recovery point plays although everything up to its second key frame may lack references (level 1 warns of it). Those
 * are marked as garbled; what is marked as damaged counts there too.
 */
function damagedPictures(report: DecodeReport, inspection: ObjectInspection): number {
  const { video } = inspection.facts;
  const { packets, frames, refused, damaged, logs, unreadable } = report;
  if (video && isAllGarbled(video)) return 0;
  // What goes on from the segment before has nothing to begin with here; level 1 says so.
  if (video && video.frames > 0 && video.firstFrame === 'other' && video.keyFrames.length === 0) return 0;
  if (unreadable !== null || frames === 0 || report.pictures.measured === 0) return Math.max(1, packets);
  // A decoder of H.265 refuses a picture that it has already; level 1 names it.
  const twice = video?.codec === 'h265' ? (video.duplicates?.count ?? 0) : 0;
  const pictures = Math.min(packets, video?.frames ?? packets) - twice;
  const lead = video && video.firstFrame !== 'idr' ? (video.keyFrames[1]?.index ?? video.frames) : 0;
  const missing = mayHoldBack(report, inspection) ? 0 : Math.max(0, pictures - frames - lead);
  const bad = damaged - damagedBeforeKey(report, video) + Math.max(0, refused - twice);
  const said = bad > 0 ? bad : lead === 0 && twice === 0 ? Math.min(logs.lines, pictures) : 0;
  if (said > 0 || missing > pictures * (1 - LEAST_SHOWN)) return Math.max(said, missing);
  return 0;
}

/** A system's FFmpeg shows no picture of a fragment whose time does not rise. That is level 1's to judge, and no damage. */
const mayHoldBack = ({ engine }: DecodeReport, { findings }: ObjectInspection): boolean =>
  engine === 'ffmpeg' && findings.some(({ code }) => NOT_RISING.includes(code));

const NOT_RISING: readonly CheckCode[] = [
  'time.backwards',
  'time.duplicate',
  'time.mixed_sessions',
  'time.outlier',
  'mp4.tfdt',
];

/**
 * Until when an object goes on from the one before, in milliseconds from its first picture. Decoded by itself it has
 * neither pictures nor parameter sets for that, and not every engine tells this from damage.
 */
export function goesOnUntil({ firstFrame, firstDts, keyFrames: [first] }: VideoFacts): number {
  if (firstFrame !== 'other') return 0;
  const key = first?.dts ?? null;
  return key === null ? Number.POSITIVE_INFINITY : key - (firstDts ?? 0);
}

function damagedBeforeKey({ damaged, pictures }: DecodeReport, video: VideoFacts | null): number {
  const until = video ? goesOnUntil(video) : 0;
  if (until === 0) return 0;
  const before = readRows(pictures.rows ?? '').filter(({ mark, atMs }) => mark === 'damaged' && atMs < until);
  return Math.min(damaged, before.length);
}

/** Nothing in it but what builds on a picture that never came: level 1 says that, and a decoder has nothing to begin with. */
const isAllGarbled = ({ garbled: [first], frames }: VideoFacts): boolean => first?.[0] === 0 && first[1] >= frames;
