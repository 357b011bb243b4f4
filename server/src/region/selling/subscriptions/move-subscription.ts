import { type DeviceId, milliseconds } from '@kaitong/contract';
import {
  keyEndsAt,
  moveSubscription,
  nextReminder,
  type Subscription,
  type SubscriptionEvent,
  type Time,
} from '@kaitong/core';
import { json } from '../../../store/database.ts';
import { clearDeadline, setDeadline } from '../../../store/deadlines.ts';
import type { RegionTransaction } from '../../context.ts';
import { tellOwner } from '../../news/tell-owner.ts';
import { grantOf, sendRecordingGrant } from '../../recording/recording-grant.ts';
import { endFootage, setFootageEnd } from '../../retention/end-footage.ts';
import { findRenewal, RENEWAL } from '../renewals/renewal-row.ts';
import { type LockedSubscription, lockSubscription, type Place } from './lock-subscription.ts';

export const SUBSCRIPTION_CHANGE = 'subscription.change';
export const SUBSCRIPTION_EXPIRING = 'subscription.expiring';

/**
 * Lets something happen to a device's cloud storage, in the caller's transaction: the row is locked, `core` says what
 * follows, and times, grant, deadlines and the owner's news change together or not at all.
 *
 * @param event without its time: it happens when the lock is had
 */
export async function changeSubscription(
  trx: RegionTransaction,
  place: Place,
  event: Untimed<SubscriptionEvent>,
): Promise<Subscription> {
  const row = await lockSubscription(trx, place);
  const now = row.now.getTime();
  // A purchase that comes before the work which was due must not bring back what has ended.
  if (row.key_ends_at && row.key_ends_at <= row.now) await endFootage(trx, place);
  const after = moveSubscription(row.subscription, { ...event, at: now });
  await store(trx, row, after);
  await setDeadlines(trx, row, after);
  // Its next charge goes by the new end.
  if (await findRenewal(trx, row.device_id)) await setDeadline(trx, RENEWAL, row.device_id, milliseconds(0));
  if (grantedAt(row.subscription, now) !== grantedAt(after, now)) await sendRecordingGrant(trx, row.device_id);
  await tellOwner(trx, row.owner_id, { type: 'subscription.changed', deviceId: row.device_id });
  return after;
}

type Untimed<E> = E extends { at: number } ? Omit<E, 'at'> : never;

/** What the subscription alone lets the camera record, to compare. */
function grantedAt(subscription: Subscription, now: Time): string {
  const { recording, until } = grantOf(
    { isPaired: true, isSuspended: false, privacyMode: false, subscription },
    0,
    now,
  );
  return `${recording} ${until}`;
}

async function store(trx: RegionTransaction, row: LockedSubscription, after: Subscription): Promise<void> {
  const endsAt = after.slices.at(-1)?.endsAt ?? (after.closed.length > 0 ? after.asOf : undefined);
  const keyEnds = keyEndsAt(after);
  const footageEndsAt = keyEnds === undefined ? null : new Date(keyEnds);
  await setFootageEnd(trx, row.device_id, row.now, footageEndsAt);
  await trx
    .updateTable('subscription')
    .set({
      subscription: json(after),
      ends_at: endsAt === undefined ? null : new Date(endsAt),
      key_ends_at: footageEndsAt,
    })
    .where('device_id', '=', row.device_id)
    .execute();
}

/** The next moment at which time alone changes something, and the one at which its owner is told of the end. */
export async function setDeadlines(
  trx: RegionTransaction,
  { device_id: deviceId, now }: LockedSubscription,
  subscription: Subscription,
): Promise<void> {
  const at = now.getTime();
  await setOrClear(trx, SUBSCRIPTION_CHANGE, deviceId, at, nextBoundary(subscription, at));
  await setReminder(trx, { device_id: deviceId, now }, subscription);
}

/** The next moment at which the owner is told that it ends, and nothing else. */
export async function setReminder(
  trx: RegionTransaction,
  { device_id: deviceId, now }: Pick<LockedSubscription, 'device_id' | 'now'>,
  subscription: Subscription,
): Promise<void> {
  const at = now.getTime();
  await setOrClear(trx, SUBSCRIPTION_EXPIRING, deviceId, at, nextReminder(subscription, at));
}

/** When what is in force changes next by itself; `undefined`: never. */
function nextBoundary({ slices }: Subscription, after: Time): Time | undefined {
  const boundaries = slices.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]).filter((time) => time > after);
  return boundaries.length > 0 ? Math.min(...boundaries) : undefined;
}

async function setOrClear(
  trx: RegionTransaction,
  kind: string,
  deviceId: DeviceId,
  now: number,
  at: number | undefined,
): Promise<void> {
  if (at === undefined || at <= now) await clearDeadline(trx, kind, deviceId);
  else await setDeadline(trx, kind, deviceId, milliseconds(at - now));
}
