import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { type EventId, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import type { ObjectKind } from '@kaitong/contract/checks';
import { readEventId } from '@kaitong/core';
import type { PushCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { openRecordedEventKey } from '../footage/footage-key.ts';
import { footageKey } from '../footage/object-keys.ts';
import { recordingPurpose } from '../recording/purpose.ts';
import { commitObject } from '../uploads/commit-object.ts';
import { declareObject } from '../uploads/declare-object.ts';

export type PlainObject = { n: number; kind: ObjectKind; durationMs: number; bytes: Buffer };

/**
 * Makes bytes part of an event as its device would: declared, encrypted, stored, committed, each under the rules of the
 * moment. What was tried before is done again with the vector that it had then, so that the same bytes come out: the store
 * writes once.
 */
export async function storeObject(
  context: RegionContext,
  caller: PushCaller,
  eventId: EventId,
  { n, kind, durationMs, bytes: plain }: PlainObject,
): Promise<Refusal | undefined> {
  const found = await find(context, eventId, n);
  if (!found) return refusal('event_unknown');
  if (found.state === 'committed') return undefined;
  const iv = found.iv ?? randomBytes(16).toString('hex');
  const sealed = seal(plain, found.key, iv);
  const hash = (name: string): string => createHash(name).update(sealed).digest('hex');
  const declaration = { n, kind, durationMs, bytes: sealed.length, md5: hash('md5'), sha256: hash('sha256'), iv };
  const target = await declareObject(recordingPurpose, context, caller, { params: { eventId }, body: declaration });
  if (isRefusal(target)) return target;
  await context.objects.put(footageKey({ ...found.place, deviceId: caller.deviceId, eventId }, n), sealed, TYPE);
  const committed = await commitObject(recordingPurpose, context, caller, { params: { eventId, n }, body: {} });
  return isRefusal(committed) ? committed : undefined;
}

const TYPE = 'application/octet-stream';

async function find(context: RegionContext, eventId: EventId, n: number) {
  const place = readEventId(eventId);
  if (!place) return undefined;
  const row = await context.db
    .selectFrom('recorded_event as event')
    .leftJoin('recorded_object as object', (join) =>
      join
        .onRef('object.retention_class', '=', 'event.retention_class')
        .onRef('object.day', '=', 'event.day')
        .onRef('object.event_id', '=', 'event.id')
        .on('object.n', '=', n),
    )
    .select(['event.id', 'event.owner_id', 'event.device_id', 'event.wrapped_key', 'event.footage_key_id'])
    .select(['object.iv', 'object.state'])
    .where('event.retention_class', '=', place.retentionClass)
    .where('event.day', '=', place.day)
    .where('event.id', '=', eventId)
    .executeTakeFirst();
  const key = row && (await openRecordedEventKey(context, row));
  return key && { place, key, iv: row.iv, state: row.state };
}

/** PKCS#7 fills up the last block, or adds one. */
export const sealedBytes = (plain: number): number => plain + 16 - (plain % 16);

function seal(plain: Buffer, key: Uint8Array, iv: string): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.from(iv, 'hex'));
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}
