import { type ApplicationId, type EventId, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import { noteRow } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { LAST_BYTES } from '../footage/last-bytes.ts';
import { FOOTAGE_DELETION, PROBE_DELETION, REPLACED_DELETION } from './deadline-kinds.ts';
import { type StoredEvent, selectEvents } from './find-event.ts';
import { findEventOf } from './judged-clip.ts';
import { changeRun, type LockedRun, lockRun } from './lock-run.ts';
import { objectPrefix } from './object-keys.ts';
import { report } from './report.ts';
import { HEADERS_LATER, reportHeaders } from './report-headers.ts';

/** Deletes the footage of a run's event, and records that it did. */
export async function deleteFootage(
  context: RegionContext,
  trx: RegionTransaction,
  applicationId: ApplicationId,
): Promise<void> {
  const run = await lockRun(trx, applicationId);
  const event = run && (await findEventOf(trx, run, 'own'));
  if (!event) return;
  if (run.state === 'running') return await setDeadline(trx, FOOTAGE_DELETION, applicationId, seconds(5)); // the judge still needs it
  if (!(await reportHeaders(context, trx, applicationId)))
    return await setDeadline(trx, FOOTAGE_DELETION, applicationId, HEADERS_LATER);
  await deleteObjects(context, trx, run, event, FOOTAGE_DELETION);
  if (run.footage === 'deleted') return;
  await changeRun(trx, run, { footage: 'deleted' });
  await report(trx, applicationId, { type: 'footage', state: 'deleted' });
}

/** The same of its test events, which nobody sees: of each when the next one comes, and of all with the run's end. */
export async function deleteProbeFootage(
  context: RegionContext,
  trx: RegionTransaction,
  applicationId: ApplicationId,
): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (!run) return;
  const latest = run.state === 'running' ? (run.probe?.id ?? null) : null;
  const events = await selectEvents(trx)
    .where('run_id', '=', applicationId)
    .where('probe_id', 'is not', null)
    .where('probe_id', 'is distinct from', latest)
    .execute();
  for (const event of events) await deleteObjects(context, trx, run, event, PROBE_DELETION);
}

/** The same of an event that a second wave took the place of. */
export async function deleteReplacedFootage(
  { objects, log }: RegionContext,
  trx: RegionTransaction,
  eventId: EventId,
): Promise<void> {
  const event = await trx
    .selectFrom('replaced_event')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('event_id', '=', eventId)
    .forUpdate()
    .executeTakeFirst();
  if (!event) return;
  await objects.removePrefix(objectPrefix(eventId));
  // Bytes that were under way when it was replaced.
  if (event.replaced_at.getTime() + LAST_BYTES > event.now.getTime())
    await setDeadline(trx, REPLACED_DELETION, eventId, LAST_BYTES);
  if (event.footage_deleted_at !== null) return;
  await trx
    .updateTable('replaced_event')
    .set({ footage_deleted_at: event.now })
    .where('event_id', '=', eventId)
    .execute();
  log.info({ applicationId: event.run_id, eventId }, 'verification footage deleted');
}

/**
 * An event's objects and key. Safe to repeat, and repeated once: an upload that was under way when the run ended may still
 * store its bytes, where nobody would look for them again.
 */
async function deleteObjects(
  { objects, log }: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  event: StoredEvent,
  again: string,
): Promise<void> {
  await objects.removePrefix(objectPrefix(event.id));
  // While it goes on its end comes back to them.
  const quietFrom = run.ended_at === null ? 0 : run.ended_at.getTime() + LAST_BYTES;
  if (quietFrom > run.now.getTime()) await setDeadline(trx, again, run.application_id, LAST_BYTES);
  if (event.footage_deleted_at !== null) return;
  await noteRow(trx, 'event', { id: event.id }, { wrapped_key: null, footage_deleted_at: sql`kaitong_now()` });
  log.info({ applicationId: run.application_id, eventId: event.id }, 'verification footage deleted');
}
