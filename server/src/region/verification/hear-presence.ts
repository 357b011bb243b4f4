import type { DeviceId, Presence } from '@kaitong/contract';
import type { RegionTransaction } from '../context.ts';
import { remindOfGrant } from './grant.ts';
import { changeRun, type LockedRun, lockRunOfDevice } from './lock-run.ts';

type Change = { deviceId: DeviceId; presence: Presence; isOurs: boolean };

/**
 * Remembers for how long a device was away while it uploaded: what it keeps in its memory then is what an owner loses. It
 * counts from the opening of its event to the close, and not where a broker of ours went away with its lines.
 */
export async function hearPresence(trx: RegionTransaction, { deviceId, presence, isOurs }: Change): Promise<void> {
  const isAway = presence === 'offline' && !isOurs;
  // Without the run's lock: a batch of many devices must not wait for one that is just uploading, to say nothing.
  const seen = await runOf(trx, deviceId);
  if (presence === 'online' && seen?.waits) {
    const run = await lockRunOfDevice(trx, deviceId);
    if (run?.step === 'grant' || run?.step === 'await-event') await remindOfGrant(trx, run);
    return;
  }
  if (!seen?.uploads || isAway === (seen.away_since !== null)) return;
  const run = await lockRunOfDevice(trx, deviceId);
  if (!run || !(await runOf(trx, deviceId))?.uploads) return;
  if (isAway) await beginAbsence(trx, run);
  else await endAbsence(trx, run);
}

/** `waits`: for a day, through which its device need not be there. */
const runOf = async (trx: RegionTransaction, deviceId: DeviceId) =>
  await trx
    .selectFrom('run')
    .leftJoin('event', (join) =>
      join
        .onRef('event.run_id', '=', 'run.application_id')
        .on('event.probe_id', 'is', null)
        .on('event.closed_objects', 'is', null),
    )
    .select('run.away_since')
    .select((the) => [
      the.and([the('run.step', 'in', ['grant', 'await-event']), the('run.event_wait_ms', 'is not', null)]).as('waits'),
      the.and([the('run.step', '=', 'await-upload'), the('event.id', 'is not', null)]).as('uploads'),
    ])
    .where('run.device_id', '=', deviceId)
    .where('run.state', '=', 'running')
    .executeTakeFirst();

export async function beginAbsence(trx: RegionTransaction, run: LockedRun): Promise<void> {
  await changeRun(trx, run, { away_since: run.now });
}

/** The device is there, or its upload is over and it may be where it likes. */
export async function endAbsence(trx: RegionTransaction, run: LockedRun): Promise<void> {
  const { away_since: since, away_ms, now } = run;
  if (since === null) return;
  await changeRun(trx, run, { away_since: null, away_ms: Math.max(away_ms, now.getTime() - since.getTime()) });
}
