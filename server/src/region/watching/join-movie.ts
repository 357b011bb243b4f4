import { createHash } from 'node:crypto';
import { type Refusal, refusal } from '@kaitong/contract';
import { Mp4Remux, type RemuxObject } from '@kaitong/media';
import type { ByteRange } from '../../objects/object-store.ts';
import { FootageMissing, type FootageObjects } from './footage-objects.ts';
import type { TimedSegment } from './timed-segments.ts';

/** A segment, where it is read, and what of it is wanted. */
export type Piece = { segment: TimedSegment; objects: FootageObjects; fromMs?: number; toMs?: number };

/** A file whose length is known before its first byte. `tag`: the same for the same bytes. */
export type SizedFile = { bytes: number; tag: string; read(range?: ByteRange): AsyncIterable<Uint8Array> };
export type JoinedMovie = SizedFile & { /** How much of the pieces is lost. */ lostMs: number };

/**
 * Segments as one MP4. They are read twice, for the index and for what follows it, so that an hour passes through the
 * memory of one of them. What is lost at the first reading is left out.
 *
 * @throws the reason of `signal` where nobody waits for it any more
 */
export async function joinMovie(
  pieces: readonly Piece[],
  gaps: 'kept' | 'closed',
  signal?: AbortSignal,
): Promise<JoinedMovie | Refusal> {
  const movie = new Mp4Remux();
  const kept: Piece[] = [];
  let end: number | undefined;
  let lostMs = 0;
  for (const piece of pieces) {
    signal?.throwIfAborted();
    const { segment, fromMs, toMs } = piece;
    const object = await tryToRead(piece);
    if (!object) {
      lostMs += (toMs ?? segment.durationMs) - (fromMs ?? 0);
      continue;
    }
    const gapMs = gaps === 'kept' && end !== undefined ? Math.max(0, segment.startsAt.getTime() - end) : 0;
    movie.add({ ...object, gapMs, fromMs, toMs });
    kept.push(piece);
    end = segment.endsAt.getTime();
  }
  const made = movie.head();
  if (!made) return refusal('footage_gone');
  const { head, bytes } = made;
  return {
    bytes,
    lostMs,
    tag: createHash('sha256').update(head).digest('base64url'),
    async *read({ first, last } = { first: 0, last: bytes - 1 }) {
      let at = 0;
      const wanted = (part: Uint8Array): Uint8Array => {
        const begins = at;
        at += part.length;
        return part.subarray(Math.max(0, first - begins), Math.max(0, last + 1 - begins));
      };
      const inHead = wanted(head);
      if (inHead.length > 0) yield inHead;
      for (const [n, piece] of kept.entries()) {
        if (at > last) return;
        if (at + movie.bytesOf(n) <= first) {
          at += movie.bytesOf(n);
          continue;
        }
        for (const part of movie.dataOf(await readPiece(piece), n)) {
          const asked = wanted(part);
          if (asked.length > 0) yield asked;
        }
      }
    },
  };
}

async function readPiece({ segment, objects }: Piece): Promise<Omit<RemuxObject, 'gapMs'>> {
  const container = segment.recording.declaration.container === 'ts' ? 'ts' : 'mp4';
  return { bytes: await objects.readOne(segment.object), container, init: await objects.readInit(segment) };
}

async function tryToRead(piece: Piece): Promise<Omit<RemuxObject, 'gapMs'> | undefined> {
  try {
    return await readPiece(piece);
  } catch (error) {
    if (error instanceof FootageMissing) return undefined;
    throw error;
  }
}
