import type { device, EventId, Parsed, Refusal, Reply } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import type { DeviceCaller } from '../../callers.ts';
import { closeConformanceEvent } from '../conformance/close-event.ts';
import { commitConformanceObject } from '../conformance/commit-object.ts';
import { declareConformanceObject } from '../conformance/declare-object.ts';
import { findConformanceOf } from '../conformance/lock-conformance.ts';
import { openConformanceEvent } from '../conformance/open-event.ts';
import type { RegionContext } from '../context.ts';
import { closeRecording } from '../recording/close-recording.ts';
import { commitRecordedObject } from '../recording/commit-object.ts';
import { declareRecordedObject } from '../recording/declare-object.ts';
import { openRecording } from '../recording/open-recording.ts';
import { closeEvent as closeRunEvent } from '../verification/close-event.ts';
import { commitObject as commitRunObject } from '../verification/commit-object.ts';
import { declareObject as declareRunObject } from '../verification/declare-object.ts';
import { openEvent as openRunEvent } from '../verification/open-event.ts';

// A device uploads a verification's event, a subscription's and a test's by the same calls. The nonce tells which one it
// opens, or the test that goes on with it; from then on the event's id.

/** Opens a run's event where the device shows its nonce, one of its test where one goes on, else one that is paid for. */
export async function openEvent(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.openEvent>,
): Promise<Reply<typeof device.openEvent> | Refusal> {
  const { nonce, probeId, type } = input.body;
  if (nonce !== undefined || probeId !== undefined || type === 'probe')
    return await openRunEvent(context, caller, input);
  if (await findConformanceOf(context.db, caller.deviceId))
    return await openConformanceEvent(context, caller, input.body);
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
  switch (kindOf(input.params.eventId)) {
    case 'recording':
      return await declareRecordedObject(context, caller, input);
    case 'conformance':
      return await declareConformanceObject(context, caller, input);
    case 'run':
      return await declareRunObject(context, caller, input);
  }
}

export async function commitObject(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.commitObject>,
): Promise<Reply<typeof device.commitObject> | Refusal> {
  switch (kindOf(input.params.eventId)) {
    case 'recording':
      return await commitRecordedObject(context, caller, input);
    case 'conformance':
      return await commitConformanceObject(context, caller, input);
    case 'run':
      return await commitRunObject(context, caller, input);
  }
}

export async function closeEvent(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.closeEvent>,
): Promise<Reply<typeof device.closeEvent> | Refusal> {
  switch (kindOf(input.params.eventId)) {
    case 'recording':
      return await closeRecording(context, caller, input);
    case 'conformance':
      return await closeConformanceEvent(context, caller, input);
    case 'run':
      return await closeRunEvent(context, caller, input);
  }
}

/** What an event's id says that it was recorded for. */
function kindOf(eventId: EventId): 'run' | 'conformance' | 'recording' {
  const retentionClass = readEventId(eventId)?.retentionClass ?? 'verification';
  if (retentionClass === 'verification') return 'run';
  return retentionClass === 'conformance' ? 'conformance' : 'recording';
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
