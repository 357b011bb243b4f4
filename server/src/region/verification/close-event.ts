import { type device, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { concludeRun } from './conclude.ts';
import { concludeProbe } from './conclude-probe.ts';
import { findEvent } from './find-event.ts';
import { grantOfRun } from './grant-of-device.ts';
import { signalProbe } from './probe.ts';
import { reportProgress } from './report.ts';
import { signalRun } from './signal-run.ts';

/** Closes an event: the device has sent all of it. Repeating it is fine. */
export async function closeEvent(
  context: RegionContext,
  caller: DeviceCaller,
  { params, body }: Parsed<typeof device.closeEvent>,
): Promise<Reply<typeof device.closeEvent> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const event = await findEvent(trx, { eventId: params.eventId, deviceId: caller.deviceId });
    if (!event) return refusal('event_unknown');
    const closed = { eventId: event.id as typeof params.eventId, state: 'closed' as const };
    if (event.state === 'closed') return closed;
    const run = await grantOfRun(trx, event.run_id);
    if ('code' in run) return run;
    await trx
      .updateTable('event')
      .set({
        state: 'closed',
        closed_at: sql<Date>`kaitong_now()`,
        closed_objects: body.objects,
        closed_duration_ms: body.durationMs,
        closed_firmware: body.firmware,
      })
      .where('id', '=', event.id)
      .execute();
    if (event.probe_id !== null) {
      await signalProbe(trx, run.application_id, { type: 'closed' });
      await concludeProbe(trx, run.application_id);
      return closed;
    }
    const { objects, durationMs } = body;
    await reportProgress(trx, run, { type: 'event.closed', eventId: closed.eventId, objects, durationMs });
    await signalRun(trx, run.application_id, { type: 'event.completed' });
    await concludeRun(trx, run.application_id); // all objects may be judged already
    return closed;
  });
}
