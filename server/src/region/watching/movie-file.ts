import { isRefusal, type Refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { type OwnedRecording, openFootageObjects } from './footage-objects.ts';
import { joinMovie, type SizedFile } from './join-movie.ts';
import { openWholeFile } from './whole-file.ts';

/** `missingMs`: how much of the recording is not in it. */
export type MovieFile = SizedFile & { missingMs: number };

/** A recording as one MP4. A camera's own is given as it is. */
export async function openMovieFile(
  context: RegionContext,
  found: OwnedRecording,
  signal?: AbortSignal,
): Promise<MovieFile | Refusal> {
  const { recording } = found;
  if (recording.declaration.container === 'mp4') {
    const file = await openWholeFile(context, found);
    if (isRefusal(file)) return file;
    const whole = { first: 0, last: file.bytes - 1 };
    return { bytes: file.bytes, tag: recording.id, missingMs: 0, read: (range = whole) => file.read(range) };
  }
  const objects = await openFootageObjects(context, found);
  if (isRefusal(objects)) return objects;
  const { segments } = objects;
  const movie = await joinMovie(
    segments.map((segment) => ({ segment, objects })),
    'kept',
    signal,
  );
  if (isRefusal(movie)) return movie;
  const length = segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { ...movie, missingMs: Math.max(0, recording.declared_ms - (length - movie.lostMs)) };
}
