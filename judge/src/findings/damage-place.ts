import type { SlicesRead, VideoFacts } from '@kaitong/media';
import type { DecodeReport } from '../decode/report.ts';

/** Decoding times are rounded to a thousandth here and there. */
const SAME_MS = 0.6;

/**
 * The first picture of an object that is damaged, in decoding order; undefined where nothing says which one. What comes before
 * the first key picture goes on from the object before, and is only named where nothing else is.
 */
export function firstDamaged(
  report: DecodeReport,
  video: VideoFacts | null,
  slices: SlicesRead | null | undefined,
): number | undefined {
  const told = (report.damagedAt ?? []).flatMap((place) => pictureIn(place, report, video) ?? []);
  const pictures = [...told, ...(slices?.damagedAt ?? [])].sort((a, b) => a - b);
  const key = video?.firstFrame === 'other' ? (video.keyFrames[0]?.index ?? 0) : 0;
  return pictures.find((picture) => picture >= key) ?? pictures[0];
}

type Place = NonNullable<DecodeReport['damagedAt']>[number];

/** A frame may come in two packets, one a field; then its time tells which it is. */
function pictureIn({ packet, ms }: Place, { packets }: DecodeReport, video: VideoFacts | null): number | undefined {
  if (!video || packets === video.frames) return packet;
  const { dts, firstDts } = video;
  if (ms === null || firstDts === null) return undefined;
  const picture = dts.findLastIndex((time) => time !== null && time - firstDts < ms + SAME_MS);
  return picture < 0 ? undefined : picture;
}
