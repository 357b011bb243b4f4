import { z } from 'zod';

/** Server-sent events for the signed-in account: `{type}` says what to read again. */
export const accountEventsPath = '/api/v1/events';
/** The same with `devices.changed`, which regions are asked for while anybody listens. */
export const accountEventsWithDevices = `${accountEventsPath}?devices=true`;
/** Whose stream a page wants, as `of`: the server gives it to nobody else. */
export const accountEventsOf = ({ userId, accountId }: { userId: string; accountId: string }): string =>
  `${userId}.${accountId}`;
export const AccountEvent = z.object({
  type: z.enum([
    /** Anything: every stream begins with it. */
    'everything.changed',
    'applications.changed',
    'products.changed',
    /** Presence, pairing, firmware, motion detection. */
    'devices.changed',
    'testers.changed',
    /** Soaks: an hour is over, or all of it. */
    'soaks.changed',
    /** Agreements and orders of services. */
    'services.changed',
    /** Service items, plans, coupons. */
    'sales.changed',
    /** Orders, shares, statements. */
    'billing.changed',
    'requests.changed',
    /** What the account is told of. */
    'notices.changed',
    /** Webhooks, and what came of what was sent. */
    'webhooks.changed',
    /** Members, invitations, authorisations. */
    'team.changed',
  ]),
});
export type AccountEvent = z.output<typeof AccountEvent>;
