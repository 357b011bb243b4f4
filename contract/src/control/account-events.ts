import { z } from 'zod';

/** Server-sent events for the signed-in account: `{type}` says what to read again. */
export const accountEventsPath = '/api/v1/events';
export const AccountEvent = z.object({
  type: z.enum([
    /** Anything: every stream begins with it. */
    'everything.changed',
    'applications.changed',
    'products.changed',
    'testers.changed',
    /** Service items, plans, coupons. */
    'sales.changed',
    /** Orders, shares, statements. */
    'billing.changed',
    'requests.changed',
  ]),
});
export type AccountEvent = z.output<typeof AccountEvent>;
