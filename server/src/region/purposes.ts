import {
  type device,
  type EventId,
  isRefusal,
  type Output,
  type Parsed,
  type Refusal,
  type Reply,
} from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import type { DeviceCaller } from '../callers.ts';
import { findConformanceOf } from './conformance/lock-conformance.ts';
import { conformancePurpose } from './conformance/purpose.ts';
import type { RegionContext } from './context.ts';
import { takeBytes } from './quotas/take-quota.ts';
import { recordingPurpose } from './recording/purpose.ts';
import { commitObject } from './uploads/commit-object.ts';
import { declareObject } from './uploads/declare-object.ts';
import { openEvent } from './uploads/open-event.ts';
import type { Purpose } from './uploads/purpose.ts';
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
  caller: DeviceCaller,
  input: Parsed<typeof device.openEvent>,
): Promise<Output<typeof device.openEvent> | Refusal> {
  const { nonce, probeId, type, objects } = input.body;
  const { deviceId } = caller;
  const tooMuch = await takeBytes(
    context,
    caller,
    objects.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  if (tooMuch) return tooMuch;
  if (nonce !== undefined || probeId !== undefined || type === 'probe')
    return await openEvent(verificationPurpose, context, caller, input);
  if (await findConformanceOf(context.db, deviceId)) return await openEvent(conformancePurpose, context, caller, input);
  const opened = await openEvent(recordingPurpose, context, caller, input);
  // Nobody has bought anything: if it is being verified, it has forgotten the nonce, and the maker is to hear of that.
  const isLost = isRefusal(opened) && opened.code === 'subscription_missing' && (await findRunOf(context.db, deviceId));
  return isLost ? await openEvent(verificationPurpose, context, caller, input) : opened;
}

/** Declares an object of whatever purpose: what it weighs is of its owner's quota, and of its product's. */
export async function declareDeviceObject(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.declareObject>,
): Promise<Reply<typeof device.declareObject> | Refusal> {
  const tooMuch = await takeBytes(context, caller, input.body.bytes);
  return tooMuch ?? (await declareObject(purposeOf(input.params.eventId), context, caller, input));
}

/** Commits an object; that there is no room for the next one costs it nothing. */
export async function commitDeviceObject(
  context: RegionContext,
  caller: DeviceCaller,
  input: Parsed<typeof device.commitObject>,
): Promise<Reply<typeof device.commitObject> | Refusal> {
  const { params, body } = input;
  const purpose = purposeOf(params.eventId);
  const tooMuch = body.next && (await takeBytes(context, caller, body.next.bytes));
  if (!tooMuch) return await commitObject(purpose, context, caller, input);
  const committed = await commitObject(purpose, context, caller, { ...input, body: {} });
  return isRefusal(committed) ? committed : { next: null, refused: tooMuch };
}
