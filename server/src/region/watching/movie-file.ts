import { isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { Mp4Remux } from '@kaitong/media';
import type { RegionContext } from '../context.ts';
import { type OwnedRecording, openFootageObjects } from './footage-objects.ts';
import { openWholeFile } from './whole-file.ts';

/** A file whose length is known before its first byte. */
export type SizedStream = { bytes: number; read(): AsyncIterable<Uint8Array> };
/** `missingMs`: how much of the recording is not in it. */
export type MovieFile = SizedStream & { missingMs: number };

/**
 * A recording as one MP4. Its objects are read twice, for the index and for what follows it, so that an hour passes
 * through the memory of one segment. A camera's own MP4 is given as it is.
 */
export async function openMovieFile(context: RegionContext, found: OwnedRecording): Promise<MovieFile | Refusal> {
  if (found.recording.declaration.container === 'mp4') {
    const file = await openWholeFile(context, found);
    if (isRefusal(file)) return file;
    return { bytes: file.bytes, missingMs: 0, read: () => file.read({ first: 0, last: file.bytes - 1 }) };
  }
  const objects = await openFootageObjects(context, found);
  if (isRefusal(objects)) return objects;
  const movie = new Mp4Remux();
  for await (const object of objects.read()) movie.add(object);
  const made = movie.head();
  if (!made) return refusal('footage_gone');
  return {
    bytes: made.bytes,
    missingMs: Math.max(0, found.recording.declared_ms - objects.readMs()),
    async *read() {
      yield made.head;
      for await (const object of objects.read()) yield* movie.dataOf(object);
    },
  };
}
