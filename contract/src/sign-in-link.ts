import { z } from 'zod';
import { op } from './kit/op.ts';

/** In place of a password, at a browser of the machine that runs the server: the same at the console and in the app. */
export const linkSignInTo = <R extends z.ZodType>(reply: R) => ({
  signInWithLink: op({
    method: 'POST',
    path: '/api/v1/sign-in/link',
    summary:
      'Sign in with the token of a sign-in link, once, on the machine that runs the server; sets the session cookie',
    caller: 'public',
    body: z.object({
      token: z.string().max(200),
      /** Of the second factor, where the user has one: asked for by `second_factor_needed`. */
      code: z.string().trim().min(1).max(20).optional(),
    }),
    reply,
  }),
});
