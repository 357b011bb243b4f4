import { z } from 'zod';
import { ContactState, RegionalPrice } from '../catalogue.ts';
import { ApplicationId, DeviceId, FirmwareVersion, Instant, Pid, Region } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { CouponId, Discount, Plan, PlanId, ProductStage } from '../plans.ts';
import { SampleKind } from '../sample-kind.ts';
import { Product } from './products.ts';

const pid = z.object({ pid: Pid });

/**
 * `on_sale`: owners can buy. `stopped`: by the maker. `suspended`: by the operator. `demonstration`: activated by a browser’s camera, and not sold
 * until firmware of its own has passed. Paid subscriptions run on anyway.
 */
export const SaleState = z.enum(['on_sale', 'stopped', 'suspended', 'demonstration']);
export type SaleState = z.output<typeof SaleState>;

/** Since when, and why, if whoever ended it said so. */
export const Sale = z.object({ state: SaleState, since: Instant, reason: z.string().nullable() }).meta({ id: 'Sale' });

/** A plan that a product sells, with its prices. */
export const OfferedPlan = Plan.extend({ prices: z.array(RegionalPrice) }).meta({ id: 'OfferedPlan' });

/** 服务商品: an activated PID and what it sells. */
export const ServiceItem = z
  .object({
    pid: Pid,
    productName: z.string(),
    stage: ProductStage,
    sale: Sale,
    plans: z.array(OfferedPlan),
    /** The maker chose these; false: the default plans, whatever they become. */
    plansChosen: z.boolean(),
    /** How it was activated: the application, its sample and the version the factory should ship at least. */
    activatedAt: Instant,
    applicationId: ApplicationId,
    deviceId: DeviceId,
    firmware: FirmwareVersion,
    sample: SampleKind,
    lagging: z.array(Region),
    /** Activations of this PID that were undone before. */
    earlierActivations: z.int(),
    /** `owner`, or the role that another account gave on this PID. */
    role: Product.shape.role,
    /** Whoever asks may sell it, by their role in the account and the account's on the PID. */
    canChange: z.boolean(),
  })
  .meta({ id: 'ServiceItem' });
export type ServiceItem = z.output<typeof ServiceItem>;

const PastActivation = z
  .object({
    applicationId: ApplicationId,
    deviceId: DeviceId,
    firmware: FirmwareVersion,
    activatedAt: Instant,
    endedAt: Instant.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'PastActivation' });

export const Coupon = z
  .object({
    id: CouponId,
    code: z.string(),
    name: z.string(),
    discount: Discount,
    pids: z.array(Pid),
    validFrom: Instant,
    validUntil: Instant,
    limit: z.int().nullable(),
    used: z.int(),
    state: z.enum(['planned', 'in_force', 'used_up', 'expired', 'ended']),
    createdAt: Instant,
  })
  .meta({ id: 'Coupon' });

const PrepaidRequest = z
  .object({
    id: z.string(),
    contactName: z.string(),
    contact: z.string(),
    message: z.string(),
    state: ContactState,
    /** What the operator answered. */
    answer: z.string().nullable(),
    at: Instant,
    changedAt: Instant,
  })
  .meta({ id: 'PrepaidRequest' });

/** What a maker sells: service items, stages, coupons, prepaid requests. */
export const sales = {
  listServiceItems: op({
    method: 'GET',
    path: '/api/v1/service-items',
    summary: 'Activated PIDs and what they sell, newest first',
    caller: 'maker',
    query: z.object({
      ...pageQuery,
      /** Part of a PID or of a product's name. */
      search: z.string().max(80).optional(),
      planId: PlanId.optional(),
      sale: SaleState.optional(),
    }),
    reply: page(ServiceItem),
  }),
  getServiceItem: op({
    method: 'GET',
    path: '/api/v1/service-items/:pid',
    summary: 'One activated PID',
    caller: 'maker',
    params: pid,
    reply: ServiceItem,
  }),
  listPlans: op({
    method: 'GET',
    path: '/api/v1/plans',
    summary: 'Plans that the operator offers',
    caller: 'maker',
    reply: z.object({ items: z.array(OfferedPlan) }),
  }),
  choosePlans: op({
    method: 'PUT',
    path: '/api/v1/service-items/:pid/plans',
    summary: 'Which plans a PID sells; null: the region’s default plans',
    caller: 'maker',
    params: pid,
    body: z.object({ planIds: z.array(PlanId).min(1).max(50).nullable() }),
    reply: ServiceItem,
  }),
  stopSale: op({
    method: 'POST',
    path: '/api/v1/service-items/:pid/stop',
    summary: 'Stop selling; what owners paid for runs on',
    caller: 'maker',
    params: pid,
    body: z.object({ reason: z.string().trim().max(400).default('') }),
    reply: ServiceItem,
  }),
  resumeSale: op({
    method: 'POST',
    path: '/api/v1/service-items/:pid/resume',
    summary: 'Sell again',
    caller: 'maker',
    params: pid,
    reply: ServiceItem,
  }),
  undoActivation: op({
    method: 'POST',
    path: '/api/v1/service-items/:pid/undo',
    summary:
      'Undo a mistaken activation: the entry disappears, what owners paid for runs on, the certificate is revoked',
    caller: 'maker',
    params: pid,
    body: z.object({ reason: z.string().trim().min(1).max(400) }),
    reply: z.object({}),
  }),
  listActivations: op({
    method: 'GET',
    path: '/api/v1/products/:pid/activations',
    summary: 'Every activation of a PID, newest first',
    caller: 'maker',
    params: pid,
    query: z.object(pageQuery),
    reply: page(PastActivation),
  }),
  releaseProduct: op({
    method: 'POST',
    path: '/api/v1/products/:pid/release',
    summary: 'Move a product from 调试阶段 to released: no trials any more, and never back',
    caller: 'maker',
    params: pid,
    reply: Product,
  }),

  createCoupon: op({
    method: 'POST',
    path: '/api/v1/coupons',
    summary: 'Issue a coupon for products of one’s own',
    caller: 'maker',
    body: z.object({
      name: z.string().trim().min(1).max(80),
      /** Left out: a random one. */
      code: z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^[A-Z0-9-]{4,32}$/)
        .optional(),
      discount: Discount,
      pids: z.array(Pid).min(1).max(200),
      validFrom: Instant,
      validUntil: Instant,
      limit: z.int().min(1).max(1_000_000).nullable(),
    }),
    reply: Coupon,
    status: 201,
  }),
  listCoupons: op({
    method: 'GET',
    path: '/api/v1/coupons',
    summary: 'Coupons of the account, newest first',
    caller: 'maker',
    query: z.object({ ...pageQuery, search: z.string().max(80).optional() }),
    reply: page(Coupon),
  }),
  endCoupon: op({
    method: 'POST',
    path: '/api/v1/coupons/:id/end',
    summary: 'End a coupon; orders that have it keep it',
    caller: 'maker',
    params: z.object({ id: CouponId }),
    reply: Coupon,
  }),

  createPrepaidRequest: op({
    method: 'POST',
    path: '/api/v1/prepaid-requests',
    summary: 'Ask the operator’s BD for prepaid service (预存款)',
    caller: 'maker',
    body: z.object({
      contactName: z.string().trim().min(1).max(80),
      contact: z.string().trim().min(3).max(120),
      message: z.string().trim().min(1).max(2000),
    }),
    reply: PrepaidRequest,
    status: 201,
  }),
  listPrepaidRequests: op({
    method: 'GET',
    path: '/api/v1/prepaid-requests',
    summary: 'The account’s prepaid requests, newest first',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(PrepaidRequest),
  }),
};
