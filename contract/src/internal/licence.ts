import { z } from 'zod';
import { Pid, Uuid } from '../ids.ts';

/** A licence as planes hand it on, with its secret half. */
export const PlaneLicence = z.object({
  uuid: Uuid,
  pid: Pid,
  authKey: z.string(),
  /** For good. Left out by releases that revoke none. */
  revoked: z.boolean().optional(),
});
