import { randomBytes } from 'node:crypto';
import type { DeviceId, EventId, OwnerId } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import { createKeyRing, KEY_BYTES } from '../../secrets/wrapping.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';

type Secrets = Pick<RegionContext, 'secrets'>;
type Owned = { ownerId: OwnerId; deviceId: DeviceId };

/**
 * A fresh AES-128 key for a recorded event, wrapped by the key of (owner, device), which is made when it is missing. Within
 * a transaction that key cannot be destroyed before its end.
 */
export async function createRecordedEventKey(
  context: Secrets,
  db: Kysely<RegionTables>,
  { eventId, ...owned }: Owned & { eventId: EventId },
): Promise<{ key: Buffer; wrappedKey: string; footageKeyId: string }> {
  const footageKey = (await findFootageKey(db, owned)) ?? (await createFootageKey(context, db, owned));
  const key = randomBytes(16);
  return { key, wrappedKey: ringOf(context, footageKey).wrap(key, eventPlace(eventId)), footageKeyId: footageKey.id };
}

/** The key of a recorded event; undefined where it is not encrypted, was deleted, or its owner's key is destroyed. */
export async function openRecordedEventKey(
  context: Secrets & Pick<RegionContext, 'db'>,
  event: { id: EventId; wrapped_key: string | null; footage_key_id: string | null },
): Promise<Buffer | undefined> {
  if (event.wrapped_key === null || event.footage_key_id === null) return undefined;
  const footageKey = await context.db
    .selectFrom('footage_key')
    .select(['id', 'wrapped'])
    .where('id', '=', event.footage_key_id)
    .executeTakeFirst();
  if (!footageKey || footageKey.wrapped === null) return undefined;
  const { id, wrapped } = footageKey;
  return Buffer.from(ringOf(context, { id, wrapped }).unwrap(event.wrapped_key, eventPlace(event.id)));
}

/**
 * Destroys the key of (owner, device): what was encrypted for them is unreadable from the commit on, and what is recorded
 * later gets a new one. @returns whether there was a key in use
 */
export async function destroyFootageKey(trx: RegionTransaction, { ownerId, deviceId }: Owned): Promise<boolean> {
  const destroyed = await trx
    .updateTable('footage_key')
    .set({ wrapped: null, destroyed_at: sql<Date>`kaitong_now()` })
    .where('owner_id', '=', ownerId)
    .where('device_id', '=', deviceId)
    .where('destroyed_at', 'is', null)
    .returning('id')
    .execute();
  return destroyed.length > 0;
}

type FootageKey = { id: string; wrapped: string };

async function findFootageKey(db: Kysely<RegionTables>, { ownerId, deviceId }: Owned): Promise<FootageKey | undefined> {
  const row = await db
    .selectFrom('footage_key')
    .select(['id', 'wrapped'])
    .where('owner_id', '=', ownerId)
    .where('device_id', '=', deviceId)
    .where('destroyed_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  return row?.wrapped ? { id: row.id, wrapped: row.wrapped } : undefined;
}

/** Of two events that open at once, one makes the key and both use it. */
async function createFootageKey({ secrets }: Secrets, db: Kysely<RegionTables>, owned: Owned): Promise<FootageKey> {
  const id = randomId('fk', 18);
  const wrapped = secrets.wrap(randomBytes(KEY_BYTES), keyPlace(id));
  await db
    .insertInto('footage_key')
    .values({ id, owner_id: owned.ownerId, device_id: owned.deviceId, wrapped, destroyed_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const made = await findFootageKey(db, owned);
  if (!made) throw new Error(`the footage key of ${owned.deviceId} vanished while it was made`);
  return made;
}

const ringOf = ({ secrets }: Secrets, { id, wrapped }: FootageKey) =>
  createKeyRing(secrets.unwrap(wrapped, keyPlace(id)));

const keyPlace = (id: string): string => `footage key ${id}`;
/** Bound to the event: a wrapped key that was moved to another row opens nothing. */
const eventPlace = (eventId: EventId): string => `recorded event ${eventId}`;
