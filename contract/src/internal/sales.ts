import { z } from 'zod';
import { ContactState, PublishedCatalogue } from '../catalogue.ts';
import { DeviceId, Instant, OwnerId, Pid, Region, Uuid } from '../ids.ts';
import { KeysState } from '../keys-state.ts';
import { op } from '../kit/op.ts';
import { KeyRing, Rewrapped } from '../master-key.ts';
import { Money } from '../money.ts';
import { CouponId, Discount, OrderId, PaymentId, PlanId, PlanTerms, RefundId } from '../plans.ts';
import { Refusal } from '../problems/problem.ts';
import { Reconciliation } from '../reconciliation.ts';
import { RegionCounts, RegionHour } from '../region-hour.ts';
import { ServerCertificate } from '../server-certificate.ts';
import { ObjectMove, Storage } from '../storage.ts';

/** A provider's name, as it stands in the books. */
export const Provider = z.string().regex(/^[a-z0-9-]{1,32}$/);

/** What happened to orders of a region: one numbered outbox a region, each number taken once and in order. */
export const SalesReport = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('order.paid'),
    orderId: OrderId,
    pid: Pid,
    uuid: Uuid,
    /** null: the trial. */
    planId: PlanId.nullable(),
    terms: PlanTerms,
    trial: z.boolean(),
    listPrice: Money,
    usDollarListPrice: Money.nullable(),
    paid: Money,
    couponId: CouponId.nullable(),
    provider: Provider,
    /** null: a coupon took everything off. */
    paymentId: PaymentId.nullable(),
    paidAt: Instant,
  }),
  /** Never paid: a trial's claim and a coupon's use are given back. */
  z.object({ type: z.literal('order.closed'), orderId: OrderId, uuid: Uuid }),
  z.object({
    type: z.literal('order.refunded'),
    orderId: OrderId,
    refundId: RefundId,
    amount: Money,
    refundedBefore: Money,
    whole: z.boolean(),
    at: Instant,
  }),
  /** Asked of the provider; refused by it, which may be followed by another try under the same id. */
  z.object({
    type: z.enum(['refund.requested', 'refund.refused']),
    orderId: OrderId,
    refundId: RefundId,
    amount: Money,
    at: Instant,
  }),
  z.object({
    type: z.enum(['payment.stray', 'payment.returned']),
    orderId: OrderId,
    provider: Provider,
    paymentId: PaymentId,
    amount: Money,
    at: Instant,
  }),
  z.object({
    type: z.literal('contact.requested'),
    requestId: z.string().max(40),
    ownerName: z.string(),
    contact: z.string(),
    deviceId: DeviceId,
    pid: Pid,
    message: z.string(),
    at: Instant,
  }),
  /** Somebody deleted their account; `links`: under which makers had them as a tester. */
  z.object({ type: z.literal('owner.left'), ownerId: OwnerId, links: z.array(z.string().max(40)) }),
]);
export type SalesReport = z.output<typeof SalesReport>;

/** Region → control: what a sale needs of the whole world. Every operation may be repeated with the same effect. */
export const controlClaims = {
  claimTrial: op({
    method: 'PUT',
    path: '/plane/v1/trials/:uuid',
    summary: 'Claim the one trial of a UUID for an order',
    caller: 'plane',
    params: z.object({ uuid: Uuid }),
    body: z.object({ region: Region, orderId: OrderId, pid: Pid }),
    reply: z.object({ refused: Refusal.nullable() }),
  }),
  findTrial: op({
    method: 'GET',
    path: '/plane/v1/trials/:uuid',
    summary: 'Whether a UUID can still have its trial',
    caller: 'plane',
    params: z.object({ uuid: Uuid }),
    query: z.object({ pid: Pid }),
    reply: z.object({ state: z.enum(['available', 'used', 'not_in_debug']) }),
  }),
  holdCoupon: op({
    method: 'POST',
    path: '/plane/v1/coupons/hold',
    summary: 'Use a coupon for an order, or with `orderId` null only look what it takes off',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({
      region: Region,
      orderId: OrderId.nullable(),
      code: z.string().max(32),
      pid: Pid,
      listPrice: Money,
      trial: z.boolean(),
    }),
    reply: z.union([
      z.object({ held: z.object({ couponId: CouponId, discount: Discount }) }),
      z.object({ refused: Refusal }),
    ]),
  }),
};

/** Region → control: what became of orders. */
export const controlReports = {
  reportSales: op({
    method: 'POST',
    path: '/plane/v1/sales/reports',
    summary: 'What happened to orders, in order; answers the highest number taken',
    caller: 'plane',
    mayRepeat: true,
    body: z.object({
      region: Region,
      reports: z
        .array(z.object({ seq: z.int().positive(), report: SalesReport }))
        .min(1)
        .max(200),
    }),
    reply: z.object({ taken: z.int() }),
  }),
};

export const controlSales = { ...controlClaims, ...controlReports };

/** Control → region. Every operation may be repeated with the same effect. */
export const regionSales = {
  publishCatalogue: op({
    method: 'PUT',
    path: '/plane/v1/catalogue',
    summary: 'What the region sells, whole, with a rising version',
    caller: 'plane',
    body: PublishedCatalogue,
    reply: z.object({ version: z.int() }),
  }),
  refundOrder: op({
    method: 'POST',
    path: '/plane/v1/orders/:orderId/refund',
    summary: 'Ask the provider to give an amount back',
    caller: 'plane',
    params: z.object({ orderId: OrderId }),
    body: z.object({ refundId: RefundId, amount: Money, reason: z.string().max(400) }),
    reply: z.object({ refused: Refusal.nullable() }),
  }),
  changeContactRequest: op({
    method: 'PUT',
    path: '/plane/v1/contact-requests/:requestId',
    summary: 'How far the operator is with an owner’s request',
    caller: 'plane',
    params: z.object({ requestId: z.string().max(40) }),
    body: z.object({ state: ContactState }),
    reply: z.object({ refused: Refusal.nullable() }),
  }),
  findOwners: op({
    method: 'POST',
    path: '/plane/v1/owners/find',
    summary: 'App accounts by name, e-mail or phone number, newest first',
    caller: 'plane',
    body: z.object({
      search: z.string().max(120),
      /** One more than a page may hold. */
      limit: z.int().min(1).max(201),
      /** Only those that follow this place in the order of all regions, whichever region its owner is of. */
      after: z.object({ createdAt: Instant, ownerId: OwnerId }).nullable(),
    }),
    reply: z.object({
      items: z.array(
        z.object({
          ownerId: OwnerId,
          name: z.string(),
          login: z.string(),
          createdAt: Instant,
          devices: z.int(),
          suspended: z.object({ at: Instant, reason: z.string() }).nullable(),
        }),
      ),
    }),
  }),
  createResetLink: op({
    method: 'POST',
    path: '/plane/v1/owners/reset-links',
    summary: 'A one-time link that sets an owner’s password',
    caller: 'plane',
    body: z.object({ login: z.string().max(120) }),
    reply: z.object({ link: z.object({ ownerId: OwnerId, url: z.string(), expiresAt: Instant }).nullable() }),
  }),
  suspendOwner: op({
    method: 'PUT',
    path: '/plane/v1/owners/:ownerId/suspension',
    summary: 'Suspend an app account, or lift its suspension',
    caller: 'plane',
    params: z.object({ ownerId: OwnerId }),
    body: z.object({ suspended: z.boolean(), reason: z.string().max(400) }),
    reply: z.object({ refused: Refusal.nullable() }),
  }),
  getHealth: op({
    method: 'GET',
    path: '/plane/v1/health',
    summary: 'Figures of a region for the operator',
    caller: 'plane',
    reply: RegionCounts.extend({
      /** `null`: the region does not keep them yet. */
      hours: z.array(RegionHour).max(24).nullable().default(null),
      decoder: z.string().nullable(),
      reconciled: Reconciliation.nullable(),
      clockSkewMs: z.number(),
      storage: Storage,
      move: ObjectMove.nullable().default(null),
      keys: KeysState,
      certificate: ServerCertificate.nullable(),
    }),
  }),
  getKeyRings: op({
    method: 'GET',
    path: '/plane/v1/key-rings',
    summary: 'Which master keys each process of the region has',
    caller: 'plane',
    reply: z.object({ keyRings: z.array(KeyRing) }),
  }),
  rewrapSecrets: op({
    method: 'POST',
    path: '/plane/v1/master-key/rewrap',
    summary: 'Wrap every secret of the region by the master key that wraps now',
    caller: 'plane',
    reply: Rewrapped,
  }),
  reconcileFootage: op({
    method: 'POST',
    path: '/plane/v1/reconciliation',
    summary: 'Look now whether index and store of the footage agree',
    caller: 'plane',
    reply: z.object({}),
  }),
};
