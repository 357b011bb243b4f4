import { z } from 'zod';
import { Instant } from './ids.ts';

/** A browser that is signed in: what its owner sees of it, and ends it by. */
export const LoginSession = z
  .object({
    id: z.string(),
    startedAt: Instant,
    /** To some minutes. */
    seenAt: Instant,
    /** From where it signed in. */
    address: z.string().nullable(),
    /** As the browser names itself. */
    browser: z.string().nullable(),
    /** The one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'LoginSession' });
export type LoginSession = z.output<typeof LoginSession>;

/** All of somebody's, newest first. */
export const LoginSessions = z.object({ items: z.array(LoginSession) });
