import { type DeviceId, days, hours, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';

// Set for the first time by the schema's migration.
const PRUNING = 'device.log';
const ALL = 'all';
const EVERY = hours(1);

const KEPT = days(7);
/** A transaction that holds no other up. */
const PRUNED_AT_ONCE = 10_000;

/** Forgets what is older than a week, a part at a time. */
export function deviceLogDeadlineHandlers(): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [PRUNING]: async (_, trx) => {
      const isDone = (await prune(trx)) < PRUNED_AT_ONCE;
      await setDeadline(trx, PRUNING, ALL, isDone ? EVERY : seconds(1));
    },
  };
}

async function prune(trx: RegionTransaction): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    DELETE FROM device_log WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM device_log WHERE at < kaitong_now() - ${KEPT} * interval '1 ms'
      LIMIT ${PRUNED_AT_ONCE}))`.execute(trx);
  await sql`
    DELETE FROM device_log_day WHERE day < ((kaitong_now() - ${KEPT} * interval '1 ms') AT TIME ZONE 'UTC')::date`.execute(
    trx,
  );
  return Number(numAffectedRows);
}

/** With the device goes what was noted of it. */
export async function forgetDeviceLog(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await trx.deleteFrom('device_log_head').where('device_id', '=', deviceId).execute();
  await trx.deleteFrom('device_log').where('device_id', '=', deviceId).execute();
  await trx.deleteFrom('device_log_day').where('device_id', '=', deviceId).execute();
}
