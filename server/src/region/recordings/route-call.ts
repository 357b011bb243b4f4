import type { device, EventId, Parsed, Refusal, Reply } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { closeEvent as closeRunEvent } from '../events/close-event.ts';
import { commitObject as commitRunObject } from '../events/commit-object.ts';
import { declareObject as declareRunObject } from '../events/declare-object.ts';
import { openEvent as openRunEvent } from '../events/open-event.ts';
import { closeRecording } from './close-recording.ts';
import { commitRecordedObject } from './commit-object.ts';
import { declareRecordedObject } from './declare-object.ts';
import { openRecording } from './open-recording.ts';

// A device uploads a verification's event and a subscription's by the same calls. The nonce tells which one it opens, and
// from then on the event's id.

/** Opens a run's event where the device shows its nonce, else one that the subscription pays for. */
export async function openEvent(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.openEvent>,
): Promise<Reply<typeof device.openEvent> | Refusal> {
  const { nonce, probeId, type } = input.body;
  if (nonce !== undefined || probeId !== undefined || type === 'probe')
    return await openRunEvent(context, caller, input);
  const opened = await openRecording(context, caller, input.body);
  // Nobody has bought anything: if it is being verified, it has forgotten the nonce, and the maker is to hear of that.
  const isLost = 'code' in opened && opened.code === 'subscription_missing' && (await hasRun(context, caller.deviceId));
  return isLost ? await openRunEvent(context, caller, input) : opened;
}

export async function declareObject(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.declareObject>,
): Promise<Reply<typeof device.declareObject> | Refusal> {
  const declare = isRecording(input.params.eventId) ? declareRecordedObject : declareRunObject;
  return await declare(context, caller, input);
}

export async function commitObject(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.commitObject>,
): Promise<Reply<typeof device.commitObject> | Refusal> {
  const commit = isRecording(input.params.eventId) ? commitRecordedObject : commitRunObject;
  return await commit(context, caller, input);
}

export async function closeEvent(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.closeEvent>,
): Promise<Reply<typeof device.closeEvent> | Refusal> {
  const close = isRecording(input.params.eventId) ? closeRecording : closeRunEvent;
  return await close(context, caller, input);
}

function isRecording(eventId: EventId): boolean {
  const place = readEventId(eventId);
  return place !== undefined && place.retentionClass !== 'verification';
}

async function hasRun({ db }: RegionContext, deviceId: string): Promise<boolean> {
  const run = await db
    .selectFrom('run')
    .select('application_id')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return run !== undefined;
}
