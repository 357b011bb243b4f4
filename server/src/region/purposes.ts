import { type device, type EventId, isRefusal, type Output, type Parsed, type Refusal } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import { findConformanceOf } from './conformance/lock-conformance.ts';
import { conformancePurpose } from './conformance/purpose.ts';
import type { RegionContext } from './context.ts';
import { recordingPurpose } from './recording/purpose.ts';
import { openEvent } from './uploads/open-event.ts';
import type { Purpose, UploadCaller } from './uploads/purpose.ts';
import { findRunOf } from './verification/lock-run.ts';
import { verificationPurpose } from './verification/purpose.ts';

/** What an event was recorded for: its id says it. */
export function purposeOf(eventId: EventId): Purpose {
  const retentionClass = readEventId(eventId)?.retentionClass ?? 'verification';
  if (retentionClass === 'verification') return verificationPurpose;
  return retentionClass === 'conformance' ? conformancePurpose : recordingPurpose;
}

/** Opens a run's event where the device shows its nonce, one of its test where one goes on, else one that is paid for. */
export async function openDeviceEvent(
  context: RegionContext,
  caller: UploadCaller,
  input: Parsed<typeof device.openEvent>,
): Promise<Output<typeof device.openEvent> | Refusal> {
  const { nonce, probeId, type } = input.body;
  const { deviceId } = caller;
  if (nonce !== undefined || probeId !== undefined || type === 'probe')
    return await openEvent(verificationPurpose, context, caller, input);
  if (await findConformanceOf(context.db, deviceId)) return await openEvent(conformancePurpose, context, caller, input);
  const opened = await openEvent(recordingPurpose, context, caller, input);
  // Nobody has bought anything: if it is being verified, it has forgotten the nonce, and the maker is to hear of that.
  const isLost = isRefusal(opened) && opened.code === 'subscription_missing' && (await findRunOf(context.db, deviceId));
  return isLost ? await openEvent(verificationPurpose, context, caller, input) : opened;
}
