import type { FrameStrip, SegmentVideo } from '@kaitong/contract';
import type { ObjectFacts, VideoFacts } from '@kaitong/media';
import type { z } from 'zod';

const MOST_FRAMES = 900;

/** A segment's frame sizes and key frames, for the picture of the clip. */
export function stripOf({ video }: ObjectFacts): z.output<typeof FrameStrip> | null {
  if (!video || video.sizes.length === 0) return null;
  const keys = new Set(video.keyFrames.map(({ index }) => index));
  return video.sizes.slice(0, MOST_FRAMES).map((size, index) => [size, keys.has(index)]);
}

/** What its picture is, and when the frames of its strip are. */
export function videoOf({ codec, format, dts }: VideoFacts): SegmentVideo {
  const times = dts.slice(0, MOST_FRAMES).map((ms) => (ms === null ? null : Math.round(ms)));
  return { codec, ...(format ? { width: format.width, height: format.height } : {}), times };
}
