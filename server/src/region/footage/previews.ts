import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EventId } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import { nodePorts } from '@kaitong/judge';
import { decryptObject } from '@kaitong/media';
import { sql } from 'kysely';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { readWhole } from './check-object.ts';
import { findCommittedObject, type Recording } from './find-recording.ts';
import { openRecordedEventKey } from './footage-key.ts';
import { SNAPSHOT_CAME } from './footage-news.ts';
import { previewKey } from './object-keys.ts';

/** Those of a burst; what is beyond is made when somebody looks at it. */
const MOST_WAITING = 256;
/** A snapshot of more is shown as it is. */
const LARGEST_SNAPSHOT = 2 * 1024 * 1024;
const CIPHER = 'aes-128-cbc';
const IV_BYTES = 16;

/**
 * Makes a small picture of each snapshot, one at a time, in the judge's process: the bytes are a stranger's. It is an object
 * beside the event's own, encrypted by the event's key. Where several processes hear of a snapshot, one makes it.
 */
export function makePreviews(context: RegionContext): { stop(): Promise<void> } {
  const { notifications, log, region } = context;
  const waiting = new Set<EventId>();
  const closing = new AbortController();
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (const eventId of waiting) {
      waiting.delete(eventId);
      try {
        await context.db.transaction().execute((trx) => makePreview(context, trx, eventId, closing.signal));
      } catch (err) {
        if (closing.signal.aborted) return;
        log.warn({ err, region, eventId }, 'footage.preview_failed');
      }
    }
  }

  const off = notifications.on<EventId>(SNAPSHOT_CAME, (eventId) => {
    if (eventId === undefined || waiting.size >= MOST_WAITING) return;
    waiting.add(eventId);
    working ??= work().finally(() => {
      working = undefined;
    });
  });
  return {
    async stop() {
      off();
      waiting.clear();
      closing.abort(new Error('the region is closed'));
      await working;
    },
  };
}

async function makePreview(
  context: RegionContext,
  trx: RegionTransaction,
  eventId: EventId,
  signal: AbortSignal,
): Promise<void> {
  const { objects } = context;
  if (!(await isOurs(trx, eventId))) return;
  const recording = await findEvent(context.db, eventId);
  if (!recording || recording.snapshot_n === null) return;
  const key = keyOf(recording);
  if (await objects.findInfo(key)) return;
  const object = await findCommittedObject(context.db, recording, recording.snapshot_n);
  if (!object || object.bytes > LARGEST_SNAPSHOT) return;
  const secret = await openRecordedEventKey(context, recording);
  if (!secret && recording.declaration.encryption !== 'none') return;
  const made = await context.judge.holding(2 * object.bytes, async () => {
    const bytes = await readWhole(context, recording, object);
    if (!bytes) return undefined;
    const { iv } = object;
    const jpeg = secret && iv !== null ? decryptObject(bytes, secret, Buffer.from(iv, 'hex'), nodePorts) : bytes;
    return (await context.judge.makePreview(jpeg, { signal })) ?? NONE;
  });
  if (!made) return;
  await objects.put(key, secret && made !== NONE ? encrypt(made, secret) : made, 'application/octet-stream');
  // Deleted meanwhile: what took its objects away may have passed before this one was there.
  if (!(await findEvent(context.db, eventId))) await objects.remove(key);
}

/** Of a snapshot of which there can be none: not tried again. */
const NONE = new Uint8Array(0);

/** An event's preview as WebP; undefined where there is none, or none yet. */
export async function readPreview(
  context: RegionContext,
  recording: Recording,
): Promise<{ is: 'made'; webp: Uint8Array } | { is: 'none' | 'not yet' }> {
  const stored = await context.objects.read(keyOf(recording));
  if (!stored) return { is: 'not yet' };
  if (stored.length === 0) return { is: 'none' };
  if (recording.declaration.encryption === 'none') return { is: 'made', webp: stored };
  const secret = await openRecordedEventKey(context, recording);
  const webp = secret && decrypt(stored, secret);
  return webp ? { is: 'made', webp } : { is: 'none' };
}

const keyOf = ({ retention_class, day, device_id, id }: Recording): string =>
  previewKey({ retentionClass: retention_class, day, deviceId: device_id, eventId: id });

/** Until the transaction ends no other process makes it. */
async function isOurs(trx: RegionTransaction, eventId: EventId): Promise<boolean> {
  const { rows } = await sql<{ ours: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' preview ' || ${eventId}, 0)) AS ours`.execute(
    trx,
  );
  return rows[0]?.ours === true;
}

async function findEvent(db: RegionContext['db'], eventId: EventId): Promise<Recording | undefined> {
  const place = readEventId(eventId);
  if (!place) return undefined;
  return await db
    .selectFrom('recorded_event')
    .selectAll()
    .where('retention_class', '=', place.retentionClass)
    .where('day', '=', place.day)
    .where('id', '=', eventId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

function encrypt(plain: Uint8Array, key: Uint8Array): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]);
}

/** Undefined for what was not encrypted by this key. */
function decrypt(stored: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, key, stored.subarray(0, IV_BYTES));
    return Buffer.concat([decipher.update(stored.subarray(IV_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
