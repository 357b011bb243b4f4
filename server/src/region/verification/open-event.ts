import { days, type device, EventId, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { createEvent, type OpenBody } from './create-event.ts';
import { declare, footageLimitOf } from './declare-object.ts';
import { findEvent, type StoredEvent } from './find-event.ts';
import { keepFootage } from './footage.ts';
import { grantOfDevice } from './grant-of-device.ts';
import { acknowledgeGrant } from './hear-device.ts';
import type { LockedRun } from './lock-run.ts';
import { noteRefusal } from './note-refusal.ts';
import { isProbeAwaited, signalProbe } from './probe.ts';
import { reportProgress } from './report.ts';
import { signalRun } from './signal-run.ts';

type Opened = Reply<typeof device.openEvent>;

/** An event that began longer ago than this is not worth a subscription's storage. */
export const OLDEST = days(7);

/** Opens an event under the device's grant. The same device event id again gives the same event. */
export async function openEvent(
  context: RegionContext,
  caller: DeviceCaller,
  { body }: Parsed<typeof device.openEvent>,
): Promise<Opened | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const run = await grantOfDevice(trx, caller.deviceId);
    if ('code' in run) return run;
    // Under the run's lock: a device that repeats its request while the first one is on its way gets the same event.
    const known = await findEvent(trx, { deviceId: caller.deviceId, deviceEventId: body.deviceEventId });
    if (known) return await reopen(context, trx, run, known, body);
    const isProbe = body.probeId !== undefined || body.type === 'probe';
    return isProbe ? await openProbe(context, trx, run, body) : await openOwn(context, trx, run, body);
  });
}

async function openOwn(
  context: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  body: OpenBody,
): Promise<Opened | Refusal> {
  const refused = await whyNot(trx, run, body);
  if (refused) return await noteRefusal(trx, { run_id: run.application_id, probe_id: null }, refused);
  if (run.step === 'grant') await acknowledgeGrant(trx, run.application_id, body.firmware);
  await signalProbe(trx, run.application_id, { type: 'own-event' });
  const event = await createEvent(context, trx, run, body, null);
  await trx
    .updateTable('run')
    .set({ last_refusal: null, last_finding: null })
    .where('application_id', '=', run.application_id)
    .execute();
  await keepFootage(trx, run);
  const eventId = EventId.parse(event.id);
  await reportProgress(trx, run, { type: 'event.opened', eventId, eventType: body.type });
  await signalRun(trx, run.application_id, { type: 'event.opened' });
  return await answer(context, trx, event, body, run.now);
}

/** The answer to a `probe` command, and nothing else: what says `probe` never becomes the run's event. */
async function openProbe(
  context: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  body: OpenBody,
): Promise<Opened | Refusal> {
  const event = { run_id: run.application_id, probe_id: body.probeId ?? '' };
  if (!isProbeAwaited(run, body.probeId)) return await noteRefusal(trx, event, refusal('probe_unknown'));
  if (body.nonce !== run.nonce) return await noteRefusal(trx, event, refusal('nonce_wrong'));
  const opened = await createEvent(context, trx, run, body, event.probe_id);
  await reportProgress(trx, run, { type: 'probe.opened', eventId: EventId.parse(opened.id) });
  await signalProbe(trx, run.application_id, { type: 'opened' });
  return await answer(context, trx, opened, body, run.now);
}

async function whyNot(trx: RegionTransaction, run: LockedRun, body: OpenBody): Promise<Refusal | undefined> {
  if (body.nonce !== run.nonce) return refusal('nonce_wrong');
  if (body.ageMs > OLDEST) return refusal('event_expired', { days: OLDEST / days(1) });
  const other = await trx
    .selectFrom('event')
    .select('id')
    .where('run_id', '=', run.application_id)
    .where('probe_id', 'is', null)
    .executeTakeFirst();
  return other ? refusal('grant_used') : undefined;
}

async function reopen(
  context: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  event: StoredEvent,
  body: OpenBody,
): Promise<Opened | Refusal> {
  if (run.application_id !== event.run_id) {
    const own = { run_id: run.application_id, probe_id: null };
    return await noteRefusal(trx, own, refusal('nonce_wrong'));
  }
  const same = JSON.stringify(sorted(event.declaration)) === JSON.stringify(sorted(body.declaration));
  if (!same || event.probe_id !== (body.probeId ?? null))
    return await noteRefusal(trx, event, refusal('event_conflict'));
  return await answer(context, trx, event, body, run.now);
}

async function answer(
  context: RegionContext,
  trx: RegionTransaction,
  event: StoredEvent,
  body: OpenBody,
  now: Date,
): Promise<Opened | Refusal> {
  const targets: Opened['targets'] = [];
  for (const object of event.state === 'open' ? body.objects : []) {
    const target = await declare(context, trx, event, object);
    if ('code' in target) return target;
    targets.push(target);
  }
  return {
    eventId: event.id,
    state: event.state,
    key: openEventKey(context, event)?.toString('hex') ?? null,
    targets,
    maxFootageMs: footageLimitOf(event),
    serverTime: now.toISOString(),
  };
}

const sorted = (record: object): [string, unknown][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
