import { z } from 'zod';
import { Region } from './ids.ts';
import { Money } from './money.ts';
import { Plan, PlanId } from './plans.ts';

/** What a plan costs in one region. `usDollar`: the list price that shares are computed from; null in mainland China. */
export const RegionalPrice = z
  .object({ region: Region, price: Money, usDollar: Money.nullable() })
  .meta({ id: 'RegionalPrice' });
export type RegionalPrice = z.output<typeof RegionalPrice>;

/** A plan with its price in the region that tells it. */
export const PricedPlan = Plan.extend({ price: Money, usDollar: Money.nullable() }).meta({ id: 'PricedPlan' });
export type PricedPlan = z.output<typeof PricedPlan>;

/** How owners and makers reach the people who run the platform. Empty parts are not shown. */
export const OperatorContact = z
  .object({
    name: z.string().trim().max(80),
    phone: z.string().trim().max(40),
    email: z.string().trim().max(120),
    note: z.string().trim().max(400),
  })
  .meta({ id: 'OperatorContact' });
export type OperatorContact = z.output<typeof OperatorContact>;

/** How long a region wishes the segments of continuous footage to be: the longer, the fewer objects, and the later seen. */
export const SEGMENT_SECONDS = [10, 20, 60] as const;
export const SegmentSeconds = z.literal(SEGMENT_SECONDS);
export type SegmentSeconds = z.output<typeof SegmentSeconds>;

/** What a region sells: whole state with a rising version; an older version is ignored. */
export const PublishedCatalogue = z.object({
  version: z.int(),
  plans: z.array(PricedPlan),
  /** Sold by a product that has chosen none itself. */
  defaults: z.array(PlanId),
  contact: OperatorContact,
  /** An older control does not say. */
  segmentSeconds: SegmentSeconds.default(10),
});
export type PublishedCatalogue = z.output<typeof PublishedCatalogue>;

/** Something somebody asks the operator for, and how far it is. Owners ask when a trial has expired, makers for prepaid. */
export const CONTACT_STATES = ['sent', 'in_contact', 'closed'] as const;
export const ContactState = z.enum(CONTACT_STATES);
export type ContactState = z.output<typeof ContactState>;
export const ContactTopic = z.enum(['expired', 'prepaid']);
export type ContactTopic = z.output<typeof ContactTopic>;
