import { refusal } from '@kaitong/contract';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { readExpiredToken } from '../devices/device-token.ts';
import { type LockedRun, lockRunOfDevice } from './lock-run.ts';
import { flowFinding } from './note-flow.ts';
import { noteRefusal } from './note-refusal.ts';

/**
 * Remembers on a device's run that it called with a token that has expired. One that gets a new token goes on, and its
 * next commit makes this forgotten; for one that does not, it is what a missed deadline is explained with.
 */
export async function noteExpiredToken(context: RegionContext, token: string): Promise<void> {
  const deviceId = readExpiredToken(context, token);
  if (deviceId === undefined) return;
  await context.db.transaction().execute(async (trx) => {
    const run = await lockRunOfDevice(trx, deviceId);
    if (!run) return;
    const own = await hasOpenEvent(trx, run);
    const isProbe = !own && (run.probe?.step === 'acknowledged' || run.probe?.step === 'opened');
    // In a day of waiting every token expires many times, and who is told so asks for the next: no upload met that.
    if (!own && !isProbe && run.event_wait_ms !== null) return;
    await noteRefusal(
      trx,
      { run_id: run.application_id, probe_id: isProbe ? (run.probe?.id ?? null) : null },
      refusal('device_token_invalid'),
      own ? flowFinding(run, 'flow.token_expired') : null,
    );
  });
}

async function hasOpenEvent(trx: RegionTransaction, run: LockedRun): Promise<boolean> {
  const event = await trx
    .selectFrom('event')
    .select('id')
    .where('run_id', '=', run.application_id)
    .where('probe_id', 'is', null)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return event !== undefined;
}
