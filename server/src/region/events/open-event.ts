import { days, type device, EventId, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { FOOTAGE_LIMIT } from '@kaitong/core';
import type { DeviceCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { json } from '../../store/database.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { keepFootage } from '../runs/footage.ts';
import { acknowledgeGrant } from '../runs/hear-device.ts';
import type { LockedRun } from '../runs/lock-run.ts';
import { reportProgress } from '../runs/report.ts';
import { signalRun } from '../runs/signal-run.ts';
import { declare } from './declare-object.ts';
import { createEventKey, openEventKey } from './event-keys.ts';
import { findEvent, type StoredEvent } from './find-event.ts';
import { grantOfDevice, noteRefusal } from './grant-of-device.ts';

type Open = Parsed<typeof device.openEvent>;
type Opened = Reply<typeof device.openEvent>;

/** An event that began longer ago than this is not worth a subscription's storage. */
const OLDEST = days(7);
/** A wall clock that is further off is not trusted: the age by the monotonic clock counts instead. */
const CLOCK_TOLERANCE = seconds(5);

/** Opens an event under the device's grant. The same device event id again gives the same event. */
export async function openEvent(
  context: RegionContext,
  caller: DeviceCaller,
  { body }: Open,
): Promise<Opened | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const run = await grantOfDevice(trx, caller.deviceId);
    if ('code' in run) return run;
    // Under the run's lock: a device that repeats its request while the first one is on its way gets the same event.
    const known = await findEvent(trx, { deviceId: caller.deviceId, deviceEventId: body.deviceEventId });
    if (known) return await reopen(context, trx, run, known, body);
    const refused = await whyNot(trx, run, body);
    if (refused) return await noteRefusal(trx, run.application_id, refused);

    if (run.step === 'grant') await acknowledgeGrant(trx, run.application_id, body.firmware);
    const eventId = EventId.parse(randomId('ev', 18));
    const { startedAt, skewMs } = correctClock(body, run.now);
    const key = createEventKey(context, { eventId, ownerId: run.owner_id }, body.declaration.encryption);
    await trx
      .insertInto('event')
      .values({
        id: eventId,
        device_id: run.device_id,
        device_event_id: body.deviceEventId,
        run_id: run.application_id,
        type: body.type,
        state: 'open',
        declaration: json(body.declaration),
        started_at: startedAt,
        clock_skew_ms: skewMs,
        firmware: body.firmware,
        wrapped_key: key?.wrapped ?? null,
        closed_at: null,
        closed_objects: null,
        closed_duration_ms: null,
        closed_firmware: null,
      })
      .execute();
    await keepFootage(trx, run);
    await reportProgress(trx, run, { type: 'event.opened', eventId, eventType: body.type, probe: false });
    await signalRun(trx, run.application_id, { type: 'event.opened' });
    const event = await findEvent(trx, { eventId, deviceId: run.device_id });
    if (!event) throw new Error(`event ${eventId} vanished while it was opened`);
    return await answer(context, trx, event, body, run.now);
  });
}

async function whyNot(trx: RegionTransaction, run: LockedRun, body: Open['body']): Promise<Refusal | undefined> {
  if (body.nonce !== run.nonce) return refusal('nonce_wrong');
  if (body.ageMs > OLDEST) return refusal('event_expired', { days: OLDEST / days(1) });
  const other = await trx.selectFrom('event').select('id').where('run_id', '=', run.application_id).executeTakeFirst();
  return other ? refusal('grant_used') : undefined;
}

async function reopen(
  context: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  event: StoredEvent,
  body: Open['body'],
): Promise<Opened | Refusal> {
  if (run.application_id !== event.run_id) return await noteRefusal(trx, run.application_id, refusal('nonce_wrong'));
  const same = JSON.stringify(sorted(event.declaration)) === JSON.stringify(sorted(body.declaration));
  if (!same) return await noteRefusal(trx, run.application_id, refusal('event_conflict'));
  return await answer(context, trx, event, body, run.now);
}

async function answer(
  context: RegionContext,
  trx: RegionTransaction,
  event: StoredEvent,
  body: Open['body'],
  now: Date,
): Promise<Opened | Refusal> {
  const targets: Opened['targets'] = [];
  for (const object of body.objects) {
    const target = await declare(context, trx, event, object);
    if ('code' in target) return target;
    targets.push(target);
  }
  return {
    eventId: event.id,
    state: event.state,
    key: openEventKey(context, event)?.toString('hex') ?? null,
    targets,
    maxFootageMs: FOOTAGE_LIMIT,
    serverTime: now.toISOString(),
  };
}

/** When the event began by the platform's clock, and how far the device's clock is off it. */
function correctClock(body: Open['body'], now: Date): { startedAt: Date; skewMs: number } {
  const byAge = now.getTime() - body.ageMs;
  const skewMs = Math.round(Date.parse(body.startedAt) - byAge);
  const trusted = Math.abs(skewMs) <= CLOCK_TOLERANCE;
  return { startedAt: new Date(trusted ? Date.parse(body.startedAt) : byAge), skewMs };
}

const sorted = (record: object): [string, unknown][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
