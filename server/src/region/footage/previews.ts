import type { EventId } from '@kaitong/contract';
import { nodePorts } from '@kaitong/judge';
import { decryptObject } from '@kaitong/media';
import type { RegionContext } from '../context.ts';
import { type Beside, makeBeside, readBeside } from './beside-event.ts';
import { readWhole } from './check-object.ts';
import { findCommittedObject, type Recording } from './find-recording.ts';
import { openRecordedEventKey } from './footage-key.ts';
import { SNAPSHOT_CAME } from './footage-news.ts';
import { previewKey } from './object-keys.ts';

/** A snapshot of more is shown as it is. */
const LARGEST_SNAPSHOT = 2 * 1024 * 1024;

/** Makes a small picture of each snapshot, in the judge's process: the bytes are a stranger's. */
export const makePreviews = (context: RegionContext): { stop(): Promise<void> } =>
  makeBeside<EventId>(context, {
    on: SNAPSHOT_CAME,
    name: 'preview',
    eventOf: (eventId) => eventId,
    keyOf,
    make: (recording, _, signal) => makePreview(context, recording, signal),
  });

async function makePreview(
  context: RegionContext,
  recording: Recording,
  signal: AbortSignal,
): Promise<Uint8Array | 'none' | undefined> {
  if (recording.snapshot_n === null) return undefined;
  const object = await findCommittedObject(context.db, recording, recording.snapshot_n);
  if (!object || object.bytes > LARGEST_SNAPSHOT) return undefined;
  const secret = await openRecordedEventKey(context, recording);
  return await context.judge.holding(2 * object.bytes, async () => {
    const bytes = await readWhole(context, recording, object);
    if (!bytes) return undefined;
    const { iv } = object;
    const jpeg = secret && iv !== null ? decryptObject(bytes, secret, Buffer.from(iv, 'hex'), nodePorts) : bytes;
    return (await context.judge.makePreview(jpeg, { signal })) ?? 'none';
  });
}

/** An event's preview as WebP, as far as there is one. */
export const readPreview = (context: RegionContext, recording: Recording): Promise<Beside> =>
  readBeside(context, recording, keyOf(recording));

const keyOf = ({ retention_class, day, device_id, id }: Recording): string =>
  previewKey({ retentionClass: retention_class, day, deviceId: device_id, eventId: id });
