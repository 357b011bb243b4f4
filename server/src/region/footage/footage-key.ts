import { randomBytes } from 'node:crypto';
import type { DeviceId, EventId, OwnerId } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import { createKeyRing, KEY_BYTES } from '../../secrets/wrapping.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { eraseKeysSoon } from './erase-keys.ts';
import { keyName, type Owned } from './key-names.ts';

type Secrets = Pick<RegionContext, 'secrets' | 'keys'>;
type KeyOfEvent = { owner_id: OwnerId; device_id: DeviceId; footage_key_id: string | null };

/**
 * A fresh AES-128 key for a recorded event, wrapped by the key of (owner, device), which is made when it is missing. Within
 * a transaction that key cannot be destroyed before its end.
 */
export async function createRecordedEventKey(
  context: Secrets,
  db: Kysely<RegionTables>,
  { eventId, ...owned }: Owned & { eventId: EventId },
): Promise<{ key: Buffer; wrappedKey: string; footageKeyId: string }> {
  const footageKey = (await findFootageKey(context, db, owned)) ?? (await createFootageKey(context, db, owned));
  const key = randomBytes(16);
  return { key, wrappedKey: ringOf(context, footageKey).wrap(key, eventPlace(eventId)), footageKeyId: footageKey.id };
}

/** The key of a recorded event; undefined where it is not encrypted, was deleted, or its owner's key is destroyed. */
export async function openRecordedEventKey(
  context: Secrets,
  event: KeyOfEvent & { id: EventId; wrapped_key: string | null },
): Promise<Buffer | undefined> {
  if (event.wrapped_key === null) return undefined;
  const footageKey = await readFootageKey(context, event);
  return footageKey && Buffer.from(ringOf(context, footageKey).unwrap(event.wrapped_key, eventPlace(event.id)));
}

/** Whether there is the key of (owner, device) that an event's key is wrapped by. */
export const hasFootageKey = async (context: Secrets, event: KeyOfEvent): Promise<boolean> =>
  (await readFootageKey(context, event)) !== undefined;

/**
 * Destroys the key of (owner, device): from the commit on nobody reaches what was encrypted for them, and what is recorded
 * later gets a new key. Then it goes from both copies of the key store, whichever process does it, and is noise for good.
 *
 * @returns whether there was a key in use
 */
export async function destroyFootageKey(trx: RegionTransaction, { ownerId, deviceId }: Owned): Promise<boolean> {
  const destroyed = await trx
    .updateTable('footage_key')
    .set({ destroyed_at: sql<Date>`kaitong_now()` })
    .where('owner_id', '=', ownerId)
    .where('device_id', '=', deviceId)
    .where('destroyed_at', 'is', null)
    .returning('id')
    .execute();
  if (destroyed.length > 0) await eraseKeysSoon(trx);
  return destroyed.length > 0;
}

type FootageKey = { id: string; wrapped: string };

async function readFootageKey(
  { keys }: Secrets,
  { owner_id: ownerId, device_id: deviceId, footage_key_id: id }: KeyOfEvent,
): Promise<FootageKey | undefined> {
  const wrapped = id === null ? undefined : await keys.find(keyName({ ownerId, deviceId }, id));
  return id !== null && wrapped !== undefined ? { id, wrapped } : undefined;
}

async function findFootageKey(
  { keys }: Secrets,
  db: Kysely<RegionTables>,
  owned: Owned,
): Promise<FootageKey | undefined> {
  const id = await findKeyId(db, owned);
  const wrapped = id === undefined ? undefined : await keys.find(keyName(owned, id));
  return id !== undefined && wrapped !== undefined ? { id, wrapped } : undefined;
}

async function findKeyId(db: Kysely<RegionTables>, { ownerId, deviceId }: Owned): Promise<string | undefined> {
  const row = await db
    .selectFrom('footage_key')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('device_id', '=', deviceId)
    .where('destroyed_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  return row?.id;
}

/**
 * Of two events that open at once, one makes the key and both use it. It is in the store before its row is committed; a
 * row whose key is not there, out of an older backup than the key's end, makes room.
 */
async function createFootageKey(context: Secrets, db: Kysely<RegionTables>, owned: Owned): Promise<FootageKey> {
  const id = randomId('fk', 18);
  const wrapped = context.secrets.wrap(randomBytes(KEY_BYTES), keyPlace(id));
  const lost = await findKeyId(db, owned);
  if (lost !== undefined)
    await db
      .updateTable('footage_key')
      .set({ destroyed_at: sql<Date>`kaitong_now()` })
      .where('id', '=', lost)
      .where('destroyed_at', 'is', null)
      .execute();
  const made = await db
    .insertInto('footage_key')
    .values({ id, owner_id: owned.ownerId, device_id: owned.deviceId, destroyed_at: null, erased_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) await context.keys.put(keyName(owned, id), wrapped);
  const found = await findFootageKey(context, db, owned);
  if (!found) throw new Error(`the footage key of ${owned.deviceId} vanished while it was made`);
  return found;
}

const ringOf = ({ secrets }: Secrets, { id, wrapped }: FootageKey) =>
  createKeyRing(secrets.unwrap(wrapped, keyPlace(id)));

export const keyPlace = (id: string): string => `footage key ${id}`;
/** Bound to the event: a wrapped key that was moved to another row opens nothing. */
const eventPlace = (eventId: EventId): string => `recorded event ${eventId}`;
