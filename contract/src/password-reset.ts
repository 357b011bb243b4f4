import { z } from 'zod';
import { op } from './kit/op.ts';

/** E-mail, or phone number in E.164. */
export const Login = z.string().trim().min(3).max(120);

/** `mail`: to that address, if it is an account's; `operator`: whoever runs the platform makes one. */
const ResetWay = z.enum(['mail', 'operator']);
export type ResetWay = z.output<typeof ResetWay>;

/** The same at the console and in the app. */
export const requestPasswordReset = op({
  method: 'POST',
  path: '/api/v1/password-resets',
  summary: 'Ask for a link that sets a new password; answered alike whether there is such an account',
  caller: 'public',
  body: z.object({ login: Login }),
  reply: z.object({ way: ResetWay }),
  status: 202,
});
