import { type ClaimAnswer, type DeviceId, seconds, type Uuid } from '@kaitong/contract';
import { sql } from 'kysely';
import { newDeviceId } from '../../secrets/new-ids.ts';
import { notify } from '../../store/notifications.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';

/** What whoever settles claims listens to: there is a pairing that control has to hear of. */
export const CLAIMS_CHANGED = 'claims';

/** What was claimed and has not become a pairing by then is given back. */
const PAIRED_WITHIN = seconds(30);

/** A unit's claim for a pairing that may follow. `number`: null where control was away. */
export type AskedClaim = { deviceId: DeviceId; number: number | null };
type Claimed = { device_id: DeviceId; uuid: Uuid };

/**
 * Asks control for a unit before it is paired. The claim is written down first, under the id that the device will have: a
 * camera that asks again while the first answer is on its way asks for the same pairing, and what a process that dies
 * leaves behind is given back.
 *
 * @param handOver the hash of the code by which whoever has the unit gives it away
 * @returns why another one has the unit; without a number where control cannot say
 */
export async function askClaim(
  context: RegionContext,
  { uuid, handOver }: { uuid: Uuid; handOver: string | null },
): Promise<AskedClaim | ClaimAnswer['refused']> {
  const { db, control, region, clock, log } = context;
  const { device_id: deviceId } = await db
    .insertInto('asked_claim')
    .values({ device_id: newDeviceId(), uuid, asked_at: sql<Date>`kaitong_now()` })
    .onConflict((conflict) =>
      conflict.column('uuid').where(sql<boolean>`NOT released`).doUpdateSet({ asked_at: sql<Date>`kaitong_now()` }),
    )
    .returning('device_id')
    .executeTakeFirstOrThrow();
  const released = await listReleased(db, uuid);
  const claim = {
    uuid,
    deviceId,
    kind: 'asked',
    pairedAt: clock.now().toISOString(),
    ...(handOver === null ? {} : { handOver }),
  } as const;
  try {
    const { claims } = await control.settleClaims({
      body: { region, released: released.map(toWire), claims: [claim] },
    });
    const answer = claims.find((one) => one.deviceId === deviceId);
    return answer?.refused ?? { deviceId, number: answer?.number ?? null };
  } catch (err) {
    log.warn({ err, region, uuid, deviceId }, 'claim.unconfirmed');
    return { deviceId, number: null };
  }
}

/** The claim becomes a pairing in the caller's transaction. False: it was given back meanwhile, or became one already. */
export async function useClaim(trx: RegionTransaction, { deviceId }: AskedClaim): Promise<boolean> {
  const used = await trx
    .deleteFrom('asked_claim')
    .where('device_id', '=', deviceId)
    .where('released', '=', false)
    .executeTakeFirst();
  return used.numDeletedRows > 0n;
}

/** Has control told that a pairing is over, once the caller's transaction commits. */
export async function releaseClaim(trx: RegionTransaction, claimed: Claimed): Promise<void> {
  await trx
    .insertInto('asked_claim')
    .values({ ...claimed, asked_at: sql<Date>`kaitong_now()`, released: true })
    .execute();
  await tellClaims(trx);
}

export const tellClaims = (trx: RegionTransaction): Promise<void> => notify(trx, CLAIMS_CHANGED, '');

/** Gives back what was claimed for a pairing that never came. */
export async function giveBackClaims({ db }: Pick<RegionContext, 'db'>): Promise<void> {
  await db
    .updateTable('asked_claim')
    .set({ released: true })
    .where('released', '=', false)
    .where('asked_at', '<', sql<Date>`kaitong_now() - ${PAIRED_WITHIN} * interval '1 ms'`)
    .execute();
}

/** Claims that control is still to take back. */
export async function listReleased(db: RegionContext['db'], uuid?: Uuid, limit = 100): Promise<Claimed[]> {
  let rows = db.selectFrom('asked_claim').select(['device_id', 'uuid']).where('released', '=', true);
  if (uuid !== undefined) rows = rows.where('uuid', '=', uuid);
  return await rows.orderBy('asked_at').limit(limit).execute();
}

export async function forgetReleased({ db }: Pick<RegionContext, 'db'>, released: readonly Claimed[]): Promise<void> {
  if (released.length === 0) return;
  const ids = released.map((one) => one.device_id);
  await db
    .deleteFrom('asked_claim')
    .where('device_id', '=', sql<DeviceId>`ANY(${ids})`)
    .where('released', '=', true)
    .execute();
}

export const toWire = ({ device_id: deviceId, uuid }: Claimed): { deviceId: DeviceId; uuid: Uuid } => ({
  deviceId,
  uuid,
});
