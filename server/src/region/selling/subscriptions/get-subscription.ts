import { type Parsed, type purchases, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { keptQuota, noSubscription, type Slice, standingAt } from '@kaitong/core';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../../callers.ts';
import type { RegionContext } from '../../context.ts';
import { findCatalogue } from '../../products/find-catalogue.ts';
import { showRenewal } from '../renewals/show-renewal.ts';

type View = Reply<typeof purchases.getSubscription>;

/** The cloud storage of a device as its owner sees it. */
export async function getSubscription(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Pick<Parsed<typeof purchases.getSubscription>, 'params'>,
): Promise<View | Refusal> {
  const device = await db
    .selectFrom('device')
    .leftJoin('subscription', 'subscription.device_id', 'device.device_id')
    .select(['subscription.subscription', sql<Date>`kaitong_now()`.as('now')])
    .where('device.device_id', '=', deviceId)
    .where('device.owner_id', '=', ownerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return refusal('not_found');
  const trials = await db
    .selectFrom('owner_order')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('trial', '=', true)
    .execute();
  const { contact } = await findCatalogue(db);
  const renewed = await db.selectFrom('renewal').selectAll().where('device_id', '=', deviceId).executeTakeFirst();
  const until = (device.subscription ?? noSubscription).slices.at(-1)?.endsAt;
  const renewal = renewed && until !== undefined ? showRenewal(renewed, until, device.now.getTime()) : null;
  const standing = standingAt(device.subscription ?? noSubscription, device.now.getTime());
  const show = (slice: Slice): NonNullable<View['current']> => ({
    orderId: slice.orderId,
    terms: { ...slice.terms, keptBytes: keptQuota(slice.terms) },
    startsAt: toText(slice.startsAt),
    endsAt: toText(slice.endsAt),
    trial: trials.some(({ id }) => id === slice.orderId),
  });
  const nothing = { renewal, current: null, queued: [], until: null, footageUntil: null, contact };
  switch (standing.state) {
    case 'none':
      return { ...nothing, state: 'none' };
    case 'active': {
      const { slice, queued, until } = standing;
      return { ...nothing, state: 'active', current: show(slice), queued: queued.map(show), until: toText(until) };
    }
    case 'expired': {
      const { endedAt, footageUntil } = standing;
      return { ...nothing, state: 'expired', until: toText(endedAt), footageUntil: toText(footageUntil) };
    }
    case 'gone':
      return { ...nothing, state: 'gone', until: toText(standing.endedAt) };
  }
}

const toText = (time: number): string => new Date(time).toISOString();
