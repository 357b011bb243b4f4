import { type Duration, type ownerFirmware, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { invalidInput } from '../../invalid-input.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { readNow } from '../../store/database-clock.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { keepBack, LONGEST_HOLD, letHave } from './holds.ts';
import { findFirmware } from './show-update.ts';

/** An owner says when: now, or at an hour of the next day. That a camera is updated is its maker's to say. */
export async function installFirmware(
  { db, limits, log, region }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body: { releaseId, at } }: Parsed<typeof ownerFirmware.installFirmware>,
): Promise<Reply<typeof ownerFirmware.installFirmware> | Refusal> {
  const shown = await findFirmware(db, ownerId, deviceId);
  if (!shown) return refusal('not_found');
  const tooMany = rateRefusal([await takeRate(db, `settings ${deviceId}`, limits.settingsPerDevice)]);
  if (tooMany) return tooMany;
  const { update } = shown;
  const isOffered = update?.releaseId === releaseId && update.canChoose;
  if (!isOffered || (at !== null && update.takesBack)) return refusal('firmware_not_offered');
  const until = at === null ? null : new Date(at);
  const length = until ? until.getTime() - (await readNow(db)).getTime() : 0;
  const notThen = () => invalidInput({ path: 'at', message: 'must be within a day of the first hour that was chosen' });
  if (until && (length <= 0 || length > LONGEST_HOLD)) return notThen();
  const isTaken = await db.transaction().execute(async (trx) => {
    // One after the other, and none once it has been removed.
    await sql`SELECT FROM device WHERE device_id = ${deviceId} AND removed_at IS NULL FOR UPDATE`.execute(trx);
    if (!until) await letHave(trx, deviceId);
    else if (!(await keepBack(trx, deviceId, { releaseId, until, length: length as Duration }))) return false;
    await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
    return true;
  });
  if (!isTaken) return notThen();
  log.info({ region, deviceId, releaseId, at }, 'firmware.time_chosen');
  return (await findFirmware(db, ownerId, deviceId)) ?? refusal('not_found');
}
