import { z } from 'zod';
import { enteredMoney } from './money.ts';

const id = (pattern: RegExp) => z.string().regex(pattern);

export const PlanId = id(/^pl[a-z0-9]{18}$/).brand<'PlanId'>();
/** An owner's purchase (订单); a maker's application for a service is a `ServiceOrderId`. */
export const OrderId = id(/^or[a-z0-9]{18}$/).brand<'OrderId'>();
export const RefundId = id(/^rf[a-z0-9]{18}$/).brand<'RefundId'>();
export const CouponId = id(/^cp[a-z0-9]{18}$/).brand<'CouponId'>();
/** The provider's own id of one payment: theirs to choose, so only its shape is limited. */
export const PaymentId = id(/^[A-Za-z0-9._-]{1,64}$/).brand<'PaymentId'>();
export type PlanId = z.output<typeof PlanId>;
export type OrderId = z.output<typeof OrderId>;
export type RefundId = z.output<typeof RefundId>;
export type CouponId = z.output<typeof CouponId>;
export type PaymentId = z.output<typeof PaymentId>;

/** `event`: footage around events; `continuous` 连续录像: all the time, and events as well. */
export const PlanKind = z.enum(['event', 'continuous']);
export type PlanKind = z.output<typeof PlanKind>;

/** How many days footage is kept, at least. */
export const RETENTION_DAYS = [7, 15, 30] as const;
export const RetentionDays = z.literal(RETENTION_DAYS);
export type RetentionDays = z.output<typeof RetentionDays>;

/** What one purchase lasts, by the calendar. */
export const PlanPeriod = z.enum(['month', 'year']);
export type PlanPeriod = z.output<typeof PlanPeriod>;

/** How much a camera may keep beyond those days; a terabyte at most. */
export const KeptBytes = z.int().min(0).max(1e12);

/** What a plan gives while it is in force. */
export const PlanTerms = z
  .object({
    kind: PlanKind,
    retentionDays: RetentionDays,
    /** Absent in what was made before plans named it: `keptQuota` of core says what that gives. */
    keptBytes: KeptBytes.optional(),
  })
  .meta({ id: 'PlanTerms' });
export type PlanTerms = z.output<typeof PlanTerms>;

/** A plan (套餐) that the operator offers. */
export const Plan = PlanTerms.extend({ id: PlanId, period: PlanPeriod }).meta({ id: 'Plan' });
export type Plan = z.output<typeof Plan>;

/**
 * When a second purchase begins: at once, the running period going on after it; after everything bought before; or as a
 * change of plan: at once in the place of the one in force, whose unused days are given back, if it covers more than that
 * one, otherwise after everything bought before.
 */
export const PurchaseUse = z.enum(['now', 'queue', 'change']);
export type PurchaseUse = z.output<typeof PurchaseUse>;

/** 产品阶段. Trials can be had only in `debug` 调试阶段; the maker moves the product on, never back. */
export const ProductStage = z.enum(['debug', 'released']);
export type ProductStage = z.output<typeof ProductStage>;

/** The state of an owner's order. A partly refunded order is still `paid`. */
export const ORDER_STATES = ['created', 'paid', 'cancelled', 'expired', 'refunded'] as const;
export const OrderState = z.enum(ORDER_STATES);
export type OrderState = z.output<typeof OrderState>;

/**
 * Why taking an order back gives what it gives. `given_back`: all of it came back before; `too_little`: the unused days are
 * worth less than the smallest coin; `owed`: it was taken back, and the provider refused to give the money back.
 */
export const RefundWhy = z.enum([
  'not_begun',
  'unused_days',
  'used_up',
  'given_back',
  'too_little',
  'nothing_paid',
  'owed',
]);
export type RefundWhy = z.output<typeof RefundWhy>;

/** What a coupon takes off: a fixed amount above zero, or a percentage of the list price. */
export const Discount = z.union([z.object({ off: enteredMoney(1) }), z.object({ percent: z.int().min(1).max(100) })]);
export type Discount = z.output<typeof Discount>;
