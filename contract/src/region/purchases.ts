import { z } from 'zod';
import { ContactState, OperatorContact, PricedPlan } from '../catalogue.ts';
import { DeviceId, Instant } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { Money } from '../money.ts';
import { OrderId, OrderState, PlanId, PlanPeriod, PlanTerms, PurchaseUse, RefundWhy } from '../plans.ts';

const deviceId = z.object({ deviceId: DeviceId });
const orderId = z.object({ orderId: OrderId });

/** Why the trial cannot be had now. */
export const TrialState = z.enum(['available', 'used', 'not_in_debug']);
export type TrialState = z.output<typeof TrialState>;

/** A stretch of time that an order pays for. */
export const SubscriptionSlice = z
  .object({ orderId: OrderId, terms: PlanTerms, startsAt: Instant, endsAt: Instant, trial: z.boolean() })
  .meta({ id: 'SubscriptionSlice' });

/** The cloud storage (云存储服务) of one device, as its owner sees it. */
export const SubscriptionView = z
  .object({
    state: z.enum(['none', 'active', 'expired', 'gone']),
    current: SubscriptionSlice.nullable(),
    queued: z.array(SubscriptionSlice),
    /** 有效期至: the end of everything bought. */
    until: Instant.nullable(),
    /** Until when the footage of an expired subscription can be watched. */
    footageUntil: Instant.nullable(),
    /** Auto-renewal (自动续费), where it is on. */
    renewal: z
      .object({
        terms: PlanTerms,
        period: PlanPeriod,
        /** What the next period costs: as it was told, or else as it was agreed or paid last. */
        price: Money,
        /** When it is charged. */
        chargeAt: Instant,
        /** The provider refused the last charge; it is tried again. */
        refused: z.boolean(),
      })
      .nullable(),
    /** 请联系项目经理: whom, once it has expired. */
    contact: OperatorContact,
  })
  .meta({ id: 'SubscriptionView' });
export type SubscriptionView = z.output<typeof SubscriptionView>;

/** What is to be bought: a plan by its id, or the trial. */
export const Purchase = z.union([z.object({ planId: PlanId }), z.object({ trial: z.literal(true) })]);
export type Purchase = z.output<typeof Purchase>;

const CouponCode = z.string().trim().toUpperCase().max(32);

/** What refundOrder would give back now, line by line: what was paid is `used + before + amount`, to the cent. */
const RefundPreview = z
  .object({
    amount: Money,
    why: RefundWhy,
    /** Of all days that the order got, those that have not begun. */
    unusedDays: z.int(),
    days: z.int(),
    /** For the days that have begun. */
    used: Money,
    /** What was given back before, as far as it lessens this. */
    before: Money,
  })
  .meta({ id: 'RefundPreview' });
export type RefundPreview = z.output<typeof RefundPreview>;

export const OwnerOrder = z
  .object({
    orderId: OrderId,
    deviceId: DeviceId,
    deviceName: z.string(),
    trial: z.boolean(),
    terms: PlanTerms,
    period: PlanPeriod.nullable(),
    listPrice: Money,
    /** What is paid, after the coupon. */
    price: Money,
    coupon: z.string().nullable(),
    use: PurchaseUse,
    /** A change of plan: the order whose place it takes once it is paid, and what is given back of that one. */
    replaces: z.object({ orderId: OrderId, credit: Money }).nullable(),
    /** `asked`: paying it begins auto-renewal; `charged`: auto-renewal ordered it, and its mandate pays. */
    renewal: z.enum(['asked', 'charged']).nullable(),
    state: OrderState,
    createdAt: Instant,
    /** Until when it can be paid. */
    expiresAt: Instant,
    paidAt: Instant.nullable(),
    /** Where to pay; null once there is nothing to pay. */
    checkoutUrl: z.string().nullable(),
    /** What refundOrder would give back now, for the days not begun, or because it is owed; null: nothing. */
    refundable: Money.nullable(),
    /** From what that is computed, and why it is nothing; null: never paid, or taken back. */
    refundPreview: RefundPreview.nullable(),
    refunded: Money.nullable(),
    /** A refund is on its way; or the provider refused the owner's, which is asked for again by itself and by refundOrder. */
    refundState: z.enum(['none', 'requested', 'failed']),
    /** What the provider refused to give back and still owes; it is asked again by itself. */
    owed: Money.nullable(),
    /** Payments that the order could not take: of another amount, too late, or a second one. They go back whole. */
    returns: z.array(z.object({ amount: Money, returned: z.boolean() })),
  })
  .meta({ id: 'OwnerOrder' });
export type OwnerOrder = z.output<typeof OwnerOrder>;

const ContactRequest = z
  .object({ id: z.string(), deviceId: DeviceId, message: z.string(), state: ContactState, at: Instant })
  .meta({ id: 'ContactRequest' });

/** What an owner buys: the app's API, second chapter. */
export const purchases = {
  listOffers: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/offers',
    summary: 'What can be bought for a device, with prices of this region',
    caller: 'owner',
    params: deviceId,
    reply: z.object({
      /** false: nothing of what follows can be bought now. */
      onSale: z.boolean(),
      plans: z.array(PricedPlan.omit({ usDollar: true })),
      trial: z.object({ state: TrialState, price: Money, terms: PlanTerms, days: z.int() }),
    }),
  }),
  quoteOrder: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/quotes',
    summary: 'What a purchase would cost and when it would begin; holds nothing',
    caller: 'owner',
    params: deviceId,
    body: z.object({ purchase: Purchase, coupon: CouponCode.optional(), use: PurchaseUse.default('queue') }),
    reply: z.object({
      listPrice: Money,
      price: Money,
      startsAt: Instant,
      endsAt: Instant,
      /** What a change of plan gives back of the order whose place it takes; null: it takes nobody's place. */
      credit: z.object({ orderId: OrderId, amount: Money, unusedDays: z.int(), days: z.int() }).nullable(),
      /** Whether a change to this plan would take the place of the one in force at once. */
      isUpgrade: z.boolean(),
    }),
  }),
  createOrder: op({
    method: 'POST',
    path: '/api/v1/orders',
    summary: 'Order; the same request id again gives the same order',
    caller: 'owner',
    body: z.object({
      requestId: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
      deviceId: DeviceId,
      purchase: Purchase,
      coupon: CouponCode.optional(),
      use: PurchaseUse.default('queue'),
      /** Agrees to be charged for the next periods too, until endRenewal. For the camera's owner alone. */
      renew: z.boolean().default(false),
    }),
    reply: OwnerOrder,
    status: 201,
  }),
  listOrders: op({
    method: 'GET',
    path: '/api/v1/orders',
    summary: 'The owner’s orders, newest first',
    caller: 'owner',
    query: z.object({ ...pageQuery, deviceId: DeviceId.optional() }),
    reply: page(OwnerOrder),
  }),
  getOrder: op({
    method: 'GET',
    path: '/api/v1/orders/:orderId',
    summary: 'One order',
    caller: 'owner',
    params: orderId,
    reply: OwnerOrder,
  }),
  cancelOrder: op({
    method: 'POST',
    path: '/api/v1/orders/:orderId/cancel',
    summary: 'Cancel an order that is not paid',
    caller: 'owner',
    params: orderId,
    reply: OwnerOrder,
  }),
  refundOrder: op({
    method: 'POST',
    path: '/api/v1/orders/:orderId/refund',
    summary: 'Take a paid order back: the days not begun are refunded',
    caller: 'owner',
    params: orderId,
    reply: OwnerOrder,
  }),
  getSubscription: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/subscription',
    summary: 'The cloud storage of a device',
    caller: 'owner',
    params: deviceId,
    reply: SubscriptionView,
  }),
  endRenewal: op({
    method: 'DELETE',
    path: '/api/v1/devices/:deviceId/renewal',
    summary: 'End auto-renewal at once; what is paid for stays',
    caller: 'owner',
    params: deviceId,
    reply: SubscriptionView,
  }),
  createContactRequest: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/contact-requests',
    summary: 'Ask the operator to get in touch about an expired service',
    caller: 'owner',
    params: deviceId,
    body: z.object({ message: z.string().trim().min(1).max(1000) }),
    reply: ContactRequest,
    status: 201,
  }),
  listContactRequests: op({
    method: 'GET',
    path: '/api/v1/contact-requests',
    summary: 'The owner’s requests and their state, newest first',
    caller: 'owner',
    query: z.object(pageQuery),
    reply: page(ContactRequest),
  }),
};
