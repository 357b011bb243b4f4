import type { VideoTrack } from '../bitstream/video-track.ts';
import { isPicture } from './nal-lengths.ts';

/** So many pictures in a row that stand where they would be do not do so by chance. */
const LEAST_PICTURES = 2;

/**
 * Of a file that lacks bytes: the last picture in front of the first whose lengths lead nowhere, if they are missing from its
 * middle. Pictures behind stand so many bytes before where the tables say. Null: nothing shows that.
 */
export function findHole(
  bytes: Uint8Array,
  missing: number,
  { frames, faults, nalCause, codec }: VideoTrack,
  lengthBytes: number,
): number | null {
  if (!faults.nal || nalCause !== 'length' || missing <= 0) return null;
  const { frame: broken, offset: from } = faults.nal;
  const first = frames.findIndex(({ offset }, n) => n > broken && offset >= from + missing);
  const behind = first < 0 ? [] : frames.slice(first, first + LEAST_PICTURES);
  if (behind.length < LEAST_PICTURES) return null;
  for (const { offset, bytes: size } of behind) {
    const start = offset - missing;
    if (start < 0 || !isPicture(bytes.subarray(start, start + size), lengthBytes, codec)) return null;
  }
  const before = frames[broken - 1];
  // A picture whose lengths lead through it may hold the end of another one.
  return before?.offset ?? from;
}
