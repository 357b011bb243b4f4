import type { VideoFacts } from '../facts.ts';
import { usualStepOf } from './usual-step.ts';

/** From and to, in milliseconds from the object's first picture; the end is not in it. */
export type Span = readonly [from: number, to: number];

/** When a picture is decoded, in milliseconds of the object's own clock; behind the last one, when that ends. */
export function timeOf({ dts, frames, firstDts, durationMs }: VideoFacts, picture: number): number {
  // On average the last picture of a short object lasts the longer the more are missing before it.
  const usual = picture >= frames && frames === dts.length ? usualStepOf(dts) : null;
  const step = usual ?? (durationMs ?? 0) / Math.max(1, frames);
  // Stamps that cannot be relied on are null, and of very many pictures only the first are listed.
  for (let at = Math.min(picture, dts.length - 1); at >= 0; at--) {
    const time = dts[at] ?? null;
    if (time !== null) return time + (picture - at) * step;
  }
  return (firstDts ?? 0) + picture * step;
}

/** The same of one picture by its own stamp, or by those before it where it is not listed; null: nobody can rely on its stamp. */
export const toldTimeOf = (video: VideoFacts, picture: number): number | null =>
  picture < video.dts.length || picture >= video.frames ? (video.dts[picture] ?? null) : timeOf(video, picture);

/** When the pictures of an object are seen that build on missing ones. */
export function garbledSpans(video: VideoFacts): Span[] {
  const origin = video.firstDts ?? 0;
  return video.garbled.map(([from, to]) => [timeOf(video, from) - origin, timeOf(video, to) - origin]);
}
