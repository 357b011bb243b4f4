import {
  compareFirmware,
  type firmwareUpdates,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { joinReport } from '@kaitong/core';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import { invalidInput } from '../../invalid-input.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';

/** An update has four, and some of them come again. */
const REPORTS = limits.region.firmwareReportsPerDevice;

/**
 * What a camera says of a release that it was offered; of others it has nothing to say. It is counted as its maker's plot
 * shows it, so a camera that says it has installed a version says that it runs it.
 */
export async function takeFirmwareReport(
  { db, hooks }: RegionContext,
  { deviceId }: DeviceCaller,
  { body: { releaseId, attempt, report, firmware, reason } }: Parsed<typeof firmwareUpdates.reportFirmware>,
): Promise<Reply<typeof firmwareUpdates.reportFirmware> | Refusal> {
  const tooMany = rateRefusal([await takeRate(db, `firmware ${deviceId}`, REPORTS)]);
  if (tooMany) return tooMany;
  return await db.transaction().execute(async (trx) => {
    const update = await trx
      .selectFrom('firmware_update')
      .innerJoin('device', 'device.device_id', 'firmware_update.device_id')
      .innerJoin('product', 'product.pid', 'device.pid')
      .select(['attempt', 'report', 'releases', 'owner_id'])
      .where('firmware_update.device_id', '=', deviceId)
      .where('release_id', '=', releaseId)
      .forUpdate('firmware_update')
      .executeTakeFirst();
    const release = update?.releases.find((one) => one.releaseId === releaseId);
    if (!update || !release) return refusal('not_found');
    const runsIt = compareFirmware(firmware, release.manifest.version) === 0;
    if (report === 'installed' && !runsIt)
      return invalidInput({ path: 'firmware', message: `must be ${release.manifest.version}` });
    const said = { attempt, report };
    const known =
      update.attempt === null || update.report === null
        ? undefined
        : { attempt: update.attempt, report: update.report };
    if (joinReport(known, said) !== said) return {};
    await trx
      .updateTable('firmware_update')
      .set({ attempt, report, reason: reason ?? null, reported_at: sql<Date>`kaitong_now()` })
      .where('device_id', '=', deviceId)
      .where('release_id', '=', releaseId)
      .execute();
    await hooks.updateReported?.(trx, deviceId, report);
    await tellOwner(trx, update.owner_id, { type: 'devices.changed', deviceId });
    return {};
  });
}
