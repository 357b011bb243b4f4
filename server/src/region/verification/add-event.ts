import type { Moment } from '@kaitong/core';
import { sql } from 'kysely';
import { newEventId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { createEventKey } from '../uploads/event-keys.ts';
import type { OpenBody } from '../uploads/purpose.ts';
import type { StoredUpload } from './find-event.ts';
import { isVisible, keepFootage } from './footage.ts';
import { acknowledgeByEvent } from './hear-device.ts';
import { beginAbsence } from './hear-presence.ts';
import { changeRun, type LockedRun } from './lock-run.ts';
import { signalProbe } from './probe.ts';
import { reportProgress } from './report.ts';
import { signalRun } from './signal-run.ts';

/** Stores a run's event as its device declared it, and lets follow what follows; `probeId`: it is the test event. */
export async function addEvent(
  context: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  body: OpenBody,
  { probeId, ...moment }: Moment & { probeId: string | null },
): Promise<StoredUpload> {
  const id = run.application_id;
  if (probeId === null) await acknowledgeByEvent(trx, run, body.firmware);
  if (probeId === null && run.probe !== null) await signalProbe(trx, id, { type: 'own-event' });
  const event = await insert(context, trx, run, body, { ...moment, probeId });
  const eventId = event.id;
  if (probeId !== null) {
    await reportProgress(trx, run, { type: 'probe.opened', eventId });
    await signalProbe(trx, id, { type: 'opened' });
    return event;
  }
  await forgetRefusal(trx, run);
  const { isFootageVisible, isAway } = await lookAtOpening(trx, run);
  await keepFootage(trx, run, isFootageVisible);
  await reportProgress(trx, run, {
    type: 'event.opened',
    eventId,
    eventType: body.type,
    declaration: body.declaration,
  });
  await signalRun(trx, id, { type: 'event.opened' });
  if (isAway) await beginAbsence(trx, run);
  return event;
}

/** A device that opens its event without its line is away from the start. */
async function lookAtOpening(
  trx: RegionTransaction,
  { device_id: deviceId, owner_id: ownerId, account_id: accountId }: LockedRun,
): Promise<{ isFootageVisible: boolean; isAway: boolean }> {
  const { rows } = await sql<{ is_visible: boolean; is_away: boolean }>`
    SELECT ${isVisible({ deviceId, ownerId, accountId })} AS is_visible,
      EXISTS (SELECT FROM device_presence
        WHERE device_id = ${deviceId} AND presence = 'offline' AND hold IS DISTINCT FROM 'lapsed') AS is_away`.execute(
    trx,
  );
  return { isFootageVisible: rows[0]?.is_visible ?? false, isAway: rows[0]?.is_away ?? false };
}

/** What was refused before explains nothing once the upload has gone on. */
export async function forgetRefusal(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (run.last_refusal === null && run.last_finding === null) return;
  await changeRun(trx, run, { last_refusal: null, last_finding: null });
}

async function insert(
  context: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  body: OpenBody,
  { happenedAt, skew, probeId }: Moment & { probeId: string | null },
): Promise<StoredUpload> {
  const eventId = newEventId('verification', happenedAt);
  const key = createEventKey(context, eventId, body.declaration.encryption);
  const event = {
    id: eventId,
    device_id: run.device_id,
    device_event_id: body.deviceEventId,
    run_id: run.application_id,
    probe_id: probeId,
    type: body.type,
    state: 'open' as const,
    declaration: body.declaration,
    started_at: happenedAt,
    clock_skew_ms: skew,
    pre_record_ms: body.preRecordMs ?? null,
    firmware: body.firmware,
    firmware_sha256: body.firmwareSha256 ?? null,
    wrapped_key: key?.wrapped ?? null,
    ...{ closed_at: null, closed_objects: null, closed_duration_ms: null, closed_firmware: null },
    footage_deleted_at: null,
  };
  await noteStatement(trx, trx.insertInto('event').values({ ...event, declaration: json(event.declaration) }));
  return { ...event, opened_at: run.now, now: run.now, objects: [] };
}
