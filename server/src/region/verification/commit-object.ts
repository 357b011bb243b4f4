import { type device, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { CLOSE_GRACE, FOOTAGE_LIMIT } from '@kaitong/core';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { notify } from '../../store/notifications.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { concludeRun } from './conclude.ts';
import { CLOSE_DEADLINE } from './deadline-kinds.ts';
import { declare } from './declare-object.ts';
import { findEvent, type StoredEvent } from './find-event.ts';
import { grantOfRun } from './grant-of-device.ts';
import type { LockedRun } from './lock-run.ts';
import { noteFlow } from './note-flow.ts';
import { noteLateCall } from './note-late-call.ts';
import { noteRefusal } from './note-refusal.ts';
import { reportProgress } from './report.ts';
import { signalRun } from './signal-run.ts';

/** What processes that judge listen to. */
export const OBJECT_COMMITTED = 'object';

/**
 * Makes a stored object part of its event: from the answer on, it survives whatever happens to this process. Repeating it
 * is fine. With `next` it also declares the object that follows, which saves the device a round trip; a refusal of that one
 * does not touch the commit.
 */
export async function commitObject(
  context: RegionContext,
  caller: DeviceCaller,
  { params, body }: Parsed<typeof device.commitObject>,
): Promise<Reply<typeof device.commitObject> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const event = await findEvent(trx, { eventId: params.eventId, deviceId: caller.deviceId });
    if (!event) return refusal('event_unknown');
    const run = await grantOfRun(trx, event.run_id);
    if ('code' in run) return await noteLateCall(trx, event, params, run);
    const committed = await commit(context, trx, run, event, params.n);
    if (typeof committed === 'object') return await noteRefusal(trx, event, committed);
    if (committed === 'now' && event.probe_id === null) await reportStored(trx, run, event, params.n);
    if (!body.next) return { next: null };
    const next =
      event.state === 'closed'
        ? await noteRefusal(trx, event, refusal('event_closed'))
        : await declare(context, trx, event, body.next);
    return 'code' in next ? { next: null, refused: next } : { next };
  });
}

async function commit(
  context: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  event: StoredEvent,
  n: number,
): Promise<'now' | 'before' | Refusal> {
  // No lock of its own: the run's lock orders all calls on its event, and the judge holds rows of committed objects.
  const object = await trx
    .selectFrom('event_object')
    .select(['state', 'object_key', 'kind'])
    .where('event_id', '=', event.id)
    .where('n', '=', n)
    .executeTakeFirst();
  if (!object) return refusal('object_unknown');
  if (object.state === 'committed') return 'before';
  if (event.state === 'closed') return refusal('event_closed');
  const stored = await context.objects.findInfo(object.object_key);
  if (!stored) {
    if (event.probe_id === null) await noteFlow(trx, run, 'flow.commit_before_put', { object: n, kind: object.kind });
    return refusal('object_not_stored');
  }
  await trx
    .updateTable('event_object')
    .set({ state: 'committed', committed_at: sql<Date>`kaitong_now()` })
    .where('event_id', '=', event.id)
    .where('n', '=', n)
    .execute();
  if (event.probe_id === null)
    await trx
      .updateTable('run')
      .set({ last_refusal: null, last_finding: null })
      .where('application_id', '=', event.run_id)
      .execute();
  await notify(trx, OBJECT_COMMITTED, event.id);
  return 'now';
}

async function reportStored(trx: RegionTransaction, run: LockedRun, event: StoredEvent, n: number): Promise<void> {
  const objects = await trx
    .selectFrom('event_object')
    .select(['n', 'kind', 'bytes', 'duration_ms'])
    .where('event_id', '=', event.id)
    .where('state', '=', 'committed')
    .execute();
  const object = objects.find((one) => one.n === n);
  if (!object) return;
  const { kind, bytes, duration_ms: durationMs } = object;
  await reportProgress(trx, run, { type: 'object.stored', n, kind, bytes, durationMs });
  const footage = objects.reduce((sum, one) => sum + (one.kind === 'segment' ? one.duration_ms : 0), 0);
  // As much as a verification asks for: but for its close there is nothing to wait for any more.
  if (footage >= FOOTAGE_LIMIT) {
    const moved = await signalRun(trx, run.application_id, { type: 'event.completed' });
    if (moved === 'verify') await setDeadline(trx, CLOSE_DEADLINE, run.application_id, CLOSE_GRACE);
  }
  await concludeRun(trx, run.application_id);
}
