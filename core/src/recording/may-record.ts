import { type Duration, milliseconds, type PlanTerms } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import { classOf, type OpeningClass, type RetentionClass } from '../retention/classes.ts';
import { footageUntil } from '../retention/deletion.ts';
import { findPaidTime, type PaidTime } from '../subscription/paid-time.ts';
import { standingAt } from '../subscription/standing.ts';
import type { Subscription } from '../subscription/subscription.ts';
import { CLOCK_TOLERANCE } from '../upload/limits.ts';
import { lateAllowance } from './late.ts';
import { RECORDING_LIMIT, type Recording } from './limits.ts';

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
  | 'event_not_paid'
  | 'privacy_mode'
  | 'event_expired';

/** Footage by the platform's clock. `recordedAt`: its beginning; `happenedAt`: the same without the pre-record. */
export type Recorded = { recording: Recording; recordedAt: Time; happenedAt: Time };

/** `lateAllowance`: how much footage its day may have, where the time that paid for it is over. */
export type GoingOn = { until: Time; beyond: RecordingRefusal; lateAllowance: Duration | undefined };

/**
 * May the device open a recording, and in which class; asked again for an event that is open it tells nothing. What was in
 * force when it was recorded pays for it, whenever it arrives: a camera without a line sends it later.
 */
export function decideOpening(
  facts: RecordingFacts,
  recorded: Recorded,
  now: Time,
): ({ retentionClass: OpeningClass; limit: Duration } & GoingOn) | { refused: RecordingRefusal } {
  const paid = decidePaid(facts, recorded, now);
  if ('refused' in paid) return paid;
  const retentionClass = classOf(paid.terms);
  const going = decideKept(facts, { ...recorded, retentionClass }, paid, now);
  if ('refused' in going) return going;
  const limit = milliseconds(Math.min(RECORDING_LIMIT[recorded.recording], going.until - recorded.recordedAt));
  return { retentionClass, limit, ...going };
}

/**
 * May an open recording go on, and until when; asked at every target and every commit, so that it stops wherever it
 * stands. Its class stays what it was when it opened, whatever plan is in force now.
 */
export function decideGoingOn(
  facts: RecordingFacts,
  opened: Recorded & { retentionClass: RetentionClass },
  now: Time,
): GoingOn | { refused: RecordingRefusal } {
  const paid = decidePaid(facts, opened, now);
  return 'refused' in paid ? paid : decideKept(facts, opened, paid, now);
}

/** Why a recording cannot have so much footage: it would reach beyond the time that was paid for. */
export const refuseBeyond = (
  { until, beyond }: Pick<GoingOn, 'until' | 'beyond'>,
  recordedAt: Time,
  footage: Duration,
): RecordingRefusal | undefined => (recordedAt + footage > until ? beyond : undefined);

function decidePaid(
  { isPaired, isSuspended, privacyMode, subscription }: RecordingFacts,
  { recording, happenedAt }: Recorded,
  now: Time,
): PaidTime | { refused: RecordingRefusal } {
  if (!isPaired) return { refused: 'device_removed' };
  if (isSuspended) return { refused: 'account_suspended' };
  const paid = findPaidTime(subscription, {
    began: happenedAt,
    // What is pushed is as old as it is long. For time that is over, a clock may be a little off and no more.
    reach: ({ startsAt, endsAt }) =>
      (recording === 'event' && startsAt <= now && now < endsAt ? RECORDING_LIMIT.event : 0) + CLOCK_TOLERANCE,
    permits: permitting(recording),
  });
  if (!paid) return { refused: whyNotPaid(subscription, recording, now) };
  return privacyMode ? { refused: 'privacy_mode' } : paid;
}

function decideKept(
  { subscription }: RecordingFacts,
  recorded: Recorded & { retentionClass: RetentionClass },
  { until, keyEndsAt }: PaidTime,
  now: Time,
): GoingOn | { refused: RecordingRefusal } {
  if (footageUntil(recorded.retentionClass, recorded.recordedAt, keyEndsAt) <= now) return { refused: 'event_expired' };
  const beyond = whyNotPaid(subscription, recorded.recording, now);
  return { until, beyond, lateAllowance: now < until ? undefined : lateAllowance(subscription, recorded) };
}

/** Where nothing may be recorded now the device is told so; else it is told of this recording alone. */
function whyNotPaid(subscription: Subscription, recording: Recording, now: Time): RecordingRefusal {
  const standing = standingAt(subscription, now);
  if (standing.state !== 'active') return standing.state === 'none' ? 'subscription_missing' : 'subscription_expired';
  return permitting(recording)(standing.slice.terms) ? 'event_not_paid' : 'plan_without_continuous';
}

const permitting = (recording: Recording) => (terms: PlanTerms) => recording === 'event' || terms.kind === 'continuous';
