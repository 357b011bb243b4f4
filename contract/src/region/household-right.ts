import { z } from 'zod';

/** What an owner lets somebody do with one camera. None follows from another. */
export const HOUSEHOLD_RIGHTS = ['watch', 'manage', 'pay'] as const;
export const HouseholdRight = z.enum(HOUSEHOLD_RIGHTS);
export type HouseholdRight = z.output<typeof HouseholdRight>;
