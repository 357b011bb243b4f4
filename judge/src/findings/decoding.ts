import { type Finding, finding, type ObjectKind } from '@kaitong/contract/checks';
import { clipTimeOf, type ObjectInspection, type VideoFacts } from '@kaitong/media';
import type { JudgedObject } from '../clip-evidence.ts';
import { MAX_PIXELS } from '../decode/limits.ts';
import type { DecodeReport } from '../decode/report.ts';

/**
 * Whether level 2 has anything to say about an object: level 1 found pictures of a sane size in it. For every other
 * segment level 1 has an error already.
 */
export function isWorthDecoding({ findings, facts }: ObjectInspection): boolean {
  if (!facts.readable || !facts.video || facts.video.frames === 0) return false;
  if (findings.some(({ code }) => NOT_DECODED.has(code))) return false;
  const { format } = facts.video;
  return format === null || format.width * format.height <= MAX_PIXELS;
}

/** Errors after which a decoder reads something else than pictures, or too much of it. */
const NOT_DECODED: ReadonlySet<string> = new Set([
  'video.dims',
  'mp4.bomb',
  'mp4.nal_length_size',
  'mp4.trun_flags',
  'ts.stream_type',
]);

/** `decode.errors` and `decode.limit`, each once for the clip, at the first object that shows it. */
export function checkDecoding(objects: readonly JudgedObject[]): Finding[] {
  const found: Finding[] = [];
  const damage = { count: 0, packets: 0, at: undefined as Damaged | undefined, log: '' };
  const slicesAreRead = areUnderstood(objects);
  for (const { object, inspection, decoded } of [...objects].sort((a, b) => a.object.n - b.object.n)) {
    if (object.kind !== 'segment' || !isWorthDecoding(inspection)) continue;
    if (decoded === null) throw new Error(`segment ${object.n} was not decoded`);
    if (decoded.is === 'unavailable') continue;
    if (decoded.is === 'limit') {
      if (!found.some(({ code }) => code === 'decode.limit'))
        found.push(finding('decode.limit', { measured: decoded.reason, object: object.n, kind: object.kind }));
      continue;
    }
    const { report } = decoded;
    damage.packets += report.packets;
    const slices = slicesAreRead ? report.slices : null;
    const count = Math.max(damagedPictures(report, inspection.facts.video), slices?.damaged ?? 0);
    if (count === 0) continue;
    damage.count += count;
    damage.at ??= { object: object.n, kind: object.kind, first: slices?.damagedAt[0] ?? null };
    damage.log ||= report.unreadable ?? report.logs.first[0] ?? '';
  }
  if (damage.at) {
    const { first, ...place } = damage.at;
    const atMs = first === null ? null : clipTimeOf(objects, place.object, first);
    const params = { frames: damage.packets, ...(damage.log ? { log: damage.log } : {}) };
    found.unshift(finding('decode.errors', { measured: damage.count, ...place, atMs, params }));
  }
  return found;
}

/** `first`: the first damaged picture, where it is known. */
type Damaged = { object: number; kind: ObjectKind; first: number | null };

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
 * a recovery point plays although everything up to its second key frame may lack references (level 1 warns of it).
 */
function damagedPictures(report: DecodeReport, video: VideoFacts | null): number {
  const { packets, frames, refused, damaged, logs, unreadable } = report;
  if (video && isAllGarbled(video)) return 0;
  if (unreadable !== null || frames === 0 || report.pictures.measured === 0) return Math.max(1, packets);
  const pictures = Math.min(packets, video?.frames ?? packets);
  const lead = video && video.firstFrame !== 'idr' ? (video.keyFrames[1]?.index ?? video.frames) : 0;
  const missing = Math.max(0, pictures - frames - lead);
  const bad = Math.max(0, damaged - lead) + refused;
  const said = bad > 0 ? bad : lead === 0 ? Math.min(logs.lines, pictures) : 0;
  if (said > 0 || missing > pictures * (1 - LEAST_SHOWN)) return Math.max(said, missing);
  return 0;
}

/** Nothing in it but what builds on a picture that never came: level 1 says that, and a decoder has nothing to begin with. */
const isAllGarbled = ({ garbled: [first], frames }: VideoFacts): boolean => first?.[0] === 0 && first[1] >= frames;
