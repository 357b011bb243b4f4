import type { DeviceId, OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import { removeUser } from '../../sign-in/remove-user.ts';
import type { RegionContext } from '../context.ts';
import { endPairing } from '../devices/end-pairing.ts';
import { forgetNames } from '../devices/forget-names.ts';
import { eraseDestroyedKeys } from '../footage/erase-keys.ts';
import { endFootage } from '../retention/end-footage.ts';
import { forgetRequests } from '../selling/contact-requests.ts';
import { lockSubscription } from '../selling/subscriptions/lock-subscription.ts';
import { forgetPlaybacks } from '../watching/sessions.ts';
import { DEPARTURES, readDeparture } from './departure-log.ts';

/**
 * Deletes an owner and all that is theirs, in steps that may be repeated: cameras leave, all footage ends and its keys are
 * erased from both copies, and with the last step nobody signs in any more. Orders stay, as the books have to.
 */
export async function eraseOwner(
  context: RegionContext,
  { ownerId, log, tokenHash }: { ownerId: OwnerId; log: string; tokenHash: string | null },
): Promise<string> {
  const { db, region } = context;
  const devices = await db
    .selectFrom('device')
    .select(['device_id', 'removed_at'])
    .where('owner_id', '=', ownerId)
    .execute();
  for (const { device_id, removed_at } of devices) {
    if (removed_at === null) await endPairing(context, { deviceId: device_id, ownerId, ended: 'removed' });
    await endAll(context, { ownerId, deviceId: device_id });
  }
  while ((await db.transaction().execute((trx) => eraseDestroyedKeys(context, trx))) > 0);
  const id = await db.transaction().execute(async (trx) => {
    const { events, bytes } = await sql<{ events: number; bytes: number }>`
      SELECT coalesce(sum(events), 0)::int AS events, coalesce(sum(bytes), 0)::bigint AS bytes FROM footage_deletion
      WHERE owner_id = ${ownerId} AND reason = 'key_destroyed'`
      .execute(trx)
      .then(({ rows: [sum] }) => sum ?? NOTHING);
    const { id: made } = await trx
      .insertInto('account_deletion')
      .values({
        id: randomId('ad', 18),
        token_hash: tokenHash,
        owner_id: ownerId,
        devices: devices.length,
        recordings: events,
        bytes,
        log,
      })
      .onConflict((conflict) => conflict.column('log').doUpdateSet({ log }))
      .returning('id')
      .executeTakeFirstOrThrow();
    await forgetPlaybacks(trx, ownerId);
    await forgetRequests(trx, ownerId);
    await forgetNames(trx, ownerId);
    await removeUser(trx, ownerId);
    return made;
  });
  context.log.info({ region, ownerId, deletion: id, devices: devices.length }, 'account.deleted');
  return id;
}

const NOTHING = { events: 0, bytes: 0 };

async function endAll({ db }: RegionContext, owned: { ownerId: OwnerId; deviceId: DeviceId }): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const bought = await trx
      .selectFrom('subscription')
      .select('owner_id')
      .where('device_id', '=', owned.deviceId)
      .where('owner_id', '=', owned.ownerId)
      .executeTakeFirst();
    if (bought) await lockSubscription(trx, owned);
    await endFootage(trx, owned);
  });
}

/**
 * Does again what this database does not know: it was restored from before an account was deleted, or the process died
 * between the log and the last step. To be done before anybody is served.
 */
export async function replayDepartures(context: RegionContext): Promise<void> {
  const { db, keys, log, region } = context;
  const names = await keys.list(DEPARTURES);
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM unnest(${names}::text[]) AS name
    WHERE NOT EXISTS (SELECT FROM account_deletion WHERE log = name)`.execute(db);
  for (const { name } of rows) {
    const ownerId = await readDeparture(context, name);
    if (ownerId) await eraseOwner(context, { ownerId, log: name, tokenHash: null });
  }
  if (rows.length > 0) log.warn({ region, accounts: rows.length }, 'account.deleted_again');
}
