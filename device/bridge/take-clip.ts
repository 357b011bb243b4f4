import { randomBytes } from 'node:crypto';
import type { Arrival } from '@kaitong/judge/local';
import { type Clock, type SealedObject, seal } from '../src/index.ts';
import { declarationFor, record } from '../virtual/recorder.ts';
import type { Source } from '../virtual/sources/source.ts';

/** As much as a verification asks for. */
export const CLIP = { preRecordMs: 2000, postRecordMs: 13_000 };
const MOST_MS = CLIP.preRecordMs + CLIP.postRecordMs;

/** How everything from a bridge is packed: the one container that takes both codecs. */
export const PACKED = { container: 'fmp4', encryption: 'aes-128' } as const;

/** What an event of now would send, sealed as it would be, and when each object would have come to the platform. */
export async function takeClip(source: Source, clock: Clock, signal: AbortSignal) {
  const key = randomBytes(16);
  const objects: SealedObject[] = [];
  const arrived: Arrival['objects'][number][] = [];
  const recorder = { source, recipe: { ...PACKED, codec: source.format.codec } };
  const at = clock.monotonic();
  await record(
    recorder,
    { at, clip: CLIP, signal },
    {
      maxFootageMs: MOST_MS,
      async addObject(object) {
        const n = objects.length;
        const declaredAt = clock.monotonic();
        objects.push(seal(object, n, key));
        arrived.push({
          n,
          declaredAt,
          committedAt: declaredAt,
          ends: object.endedAt === undefined ? [] : [object.endedAt],
        });
        return { ok: true, value: undefined };
      },
    },
  );
  const { preRecordMs } = CLIP;
  const arrival: Arrival = { triggeredAt: at, skewMs: 0, preRecordMs, reconnected: false, objects: arrived };
  const files = objects.map(({ declaration, bytes }) => ({ name: `${declaration.n}-${declaration.kind}.bin`, bytes }));
  const declared = {
    declaration: declarationFor(recorder),
    key: key.toString('hex'),
    objects: objects.map(({ declaration }) => declaration),
  };
  return { clip: { name: 'live', files, declared, partial: false }, arrival };
}
