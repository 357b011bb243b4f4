import type { OrderId, PlanTerms, PurchaseUse } from '@kaitong/contract';
import type { Length, Time } from '../plans/calendar.ts';
import { interruptAt, layOut, type Plans, type Slice, splitAt } from './slices.ts';

/** The cloud storage (云存储服务) of one owner's device: everything bought for it, and when each of it is in force. */
export type Subscription = {
  /** In order of time, never overlapping; without gap from `asOf` on. */
  slices: Slice[];
  /** Orders that grant nothing any more: a late message about one must not bring it back. */
  closed: OrderId[];
  /** The time of the last event. */
  asOf: Time;
};

export type SubscriptionEvent =
  /** Paid. `now` interrupts what is running, which goes on afterwards; `queue` stands behind everything else. */
  | {
      type: 'bought';
      orderId: OrderId;
      terms: PlanTerms;
      length: Length;
      use: Exclude<PurchaseUse, 'change'>;
      at: Time;
    }
  /** What the order has not used yet is taken back, and what stands behind it moves up. */
  | { type: 'refunded'; orderId: OrderId; at: Time }
  /** The device was removed, or the owner gave the service up: nothing that was bought goes on. */
  | { type: 'ended'; at: Time };

export const noSubscription: Subscription = { slices: [], closed: [], asOf: 0 };

/**
 * The subscription after an event. Events may come twice; one whose time lies before the last one's counts as happening
 * with it, so that the past never changes. Time passing is no event: see `standingAt`.
 */
export function moveSubscription(before: Subscription, event: SubscriptionEvent): Subscription {
  const at = Math.max(event.at, before.asOf);
  switch (event.type) {
    case 'bought': {
      const { orderId, terms, length, use } = event;
      if (before.closed.includes(orderId) || hasOrder(before.slices, orderId)) return before;
      const bought = { orderId, terms, length };
      const { done, planned } = use === 'now' ? interruptAt(before.slices, at) : splitAt(before.slices, at);
      return {
        ...before,
        asOf: at,
        slices: layOut(done, at, use === 'now' ? [bought, ...planned] : [...planned, bought]),
      };
    }
    case 'refunded': {
      const { done, planned } = splitFor(event.orderId, before.slices, at);
      const others = planned.filter((slice) => slice.orderId !== event.orderId);
      return { slices: layOut(done, at, others), closed: withOrders(before.closed, [event.orderId]), asOf: at };
    }
    case 'ended': {
      const orders = before.slices.map(({ orderId }) => orderId);
      const { done } = interruptAt(before.slices, at);
      return { slices: done, closed: withOrders(before.closed, orders), asOf: at };
    }
  }
}

export const hasOrder = (slices: readonly Slice[], orderId: OrderId): boolean =>
  slices.some((slice) => slice.orderId === orderId);

/** The running slice is cut only if it is the order's own. */
function splitFor(orderId: OrderId, slices: Slice[], at: Time): Plans {
  const own = slices.some((slice) => slice.orderId === orderId && slice.startsAt < at && at < slice.endsAt);
  return own ? interruptAt(slices, at) : splitAt(slices, at);
}

const withOrders = (closed: OrderId[], orders: OrderId[]): OrderId[] => [...new Set([...closed, ...orders])];
