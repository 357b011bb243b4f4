import { type Duration, hours, minutes, seconds } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import { classOf, type RetentionClass } from '../retention/classes.ts';
import { deletableAt } from '../retention/deletion.ts';
import { findInForce, standingAt } from '../subscription/standing.ts';
import type { Subscription } from '../subscription/subscription.ts';

/** Around something that happened, or all the time. */
export type Recording = 'event' | 'continuous';

/** How soon a camera must have stopped once it may not record any more. */
export const STOPS_WITHIN = seconds(10);

/** How much footage one recording takes before it is cut and the next one begins. */
export const RECORDING_LIMIT: Readonly<Record<Recording, Duration>> = {
  event: minutes(5),
  // One key and one row an hour, and a plan that changed counts an hour later at the latest.
  continuous: hours(1),
};

/**
 * What decides whether a camera may record to the cloud. The motion-alarm switch of the device is no part of it: once
 * bought, an event always uploads.
 */
export type RecordingFacts = {
  /** The device id still belongs to an owner: it was not removed or paired anew. */
  isPaired: boolean;
  /** The operator suspended the owner's account. */
  isSuspended: boolean;
  privacyMode: boolean;
  subscription: Subscription;
};

export type RecordingRefusal =
  | 'device_removed'
  | 'account_suspended'
  | 'subscription_missing'
  | 'subscription_expired'
  | 'plan_without_continuous'
  | 'privacy_mode'
  | 'event_expired';

/** May the device open a recording now, and in which class; asked again for an event that is open it tells nothing. */
export function decideOpening(
  facts: RecordingFacts,
  { recording, recordedAt }: { recording: Recording; recordedAt: Time },
  now: Time,
): { retentionClass: RetentionClass; limit: Duration } | { refused: RecordingRefusal } {
  const refused = refuseRecording(facts, recording, now);
  if (refused) return { refused };
  const slice = findInForce(facts.subscription, now);
  if (!slice) return { refused: 'subscription_missing' };
  const retentionClass = classOf(slice.terms);
  if (deletableAt(retentionClass, recordedAt) <= now) return { refused: 'event_expired' };
  return { retentionClass, limit: RECORDING_LIMIT[recording] };
}

/**
 * May an open recording go on; asked at every target and every commit, so that it stops wherever it stands. Its class
 * stays what it was when it opened, whatever plan is in force now.
 */
export function refuseGoingOn(
  facts: RecordingFacts,
  opened: { recording: Recording; retentionClass: RetentionClass; recordedAt: Time },
  now: Time,
): RecordingRefusal | undefined {
  const isExpired = deletableAt(opened.retentionClass, opened.recordedAt) <= now;
  return refuseRecording(facts, opened.recording, now) ?? (isExpired ? 'event_expired' : undefined);
}

function refuseRecording(
  { isPaired, isSuspended, privacyMode, subscription }: RecordingFacts,
  recording: Recording,
  now: Time,
): RecordingRefusal | undefined {
  if (!isPaired) return 'device_removed';
  if (isSuspended) return 'account_suspended';
  const standing = standingAt(subscription, now);
  if (standing.state !== 'active') return standing.state === 'none' ? 'subscription_missing' : 'subscription_expired';
  if (recording === 'continuous' && standing.slice.terms.kind !== 'continuous') return 'plan_without_continuous';
  return privacyMode ? 'privacy_mode' : undefined;
}
