import type { ApplicationId, DeviceId, Presence } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import { lockRunOfDevice } from './lock-run.ts';

/**
 * Remembers for how long a device was away while it uploaded: what it keeps in its memory then is what an owner loses. It
 * counts from the opening of its event to the close.
 */
export async function hearPresence(
  trx: RegionTransaction,
  { deviceId, presence }: { deviceId: DeviceId; presence: Presence },
): Promise<void> {
  const run = await lockRunOfDevice(trx, deviceId);
  if (!run) return;
  const isAway = presence === 'offline' && run.step === 'await-upload';
  if (isAway === (run.away_since !== null)) return;
  await trx
    .updateTable('run')
    .set(isAway ? { away_since: sql<Date>`kaitong_now()` } : backAgain)
    .where('application_id', '=', run.application_id)
    .execute();
}

/** The device is there, or has closed its event and may be where it likes. */
export async function endAbsence(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  await trx
    .updateTable('run')
    .set(backAgain)
    .where('application_id', '=', applicationId)
    .where('away_since', 'is not', null)
    .execute();
}

const backAgain = {
  away_since: null,
  away_ms: sql<number>`greatest(away_ms, extract(epoch FROM kaitong_now() - away_since) * 1000)::int`,
};
