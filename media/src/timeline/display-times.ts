import type { Finding } from '@kaitong/contract/checks';
import type { VideoTrack } from '../bitstream/video-track.ts';
import { secondsOf } from './stamps-told.ts';

/** Of two timescales, or of a tick. */
const ROUNDING_MS = 1;

/** A picture or two may be numbered oddly; B-frames come all the time. */
const LEAST_EARLIER = 3;
const LEAST_SHARE = 0.05;

type Display = Pick<Finding, 'measured' | 'params'> & { frame: number };

/**
 * Pictures that are due on the screen before they are decoded. In MP4 that says nothing by itself: there an edit list may put
 * all of it in place.
 */
export function shownTooEarly({ frames }: VideoTrack): Display | null {
  let count = 0;
  let first: { frame: number; pts: number; dts: number } | undefined;
  for (const [frame, { pts, dts }] of frames.entries()) {
    if (pts === null || dts === null || dts - pts <= ROUNDING_MS) continue;
    count++;
    first ??= { frame, pts, dts };
  }
  if (!first) return null;
  const { frame, pts, dts } = first;
  const params = { pts: secondsOf(pts), dts: secondsOf(dts), earlyMs: Math.round(dts - pts) };
  return { measured: count, frame, params };
}

/**
 * Pictures that by their own numbers are shown before others, where every time of display is that of decoding. In MPEG-TS,
 * leading pictures are left out: at the beginning of a clip nobody sees them.
 */
export function shownAsDecoded({ frames, earlier }: VideoTrack, inTransportStream: boolean): Display | null {
  const count = earlier.count - (inTransportStream ? earlier.leading : 0);
  if (count < LEAST_EARLIER || count < frames.length * LEAST_SHARE) return null;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { pts, dts } of frames) {
    if (pts === null || dts === null) return null;
    least = Math.min(least, pts - dts);
    most = Math.max(most, pts - dts);
  }
  if (most - least > ROUNDING_MS) return null;
  return { measured: count, frame: earlier.frame, params: { why: inTransportStream ? 'equal' : 'order' } };
}
