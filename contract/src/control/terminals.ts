import { z } from 'zod';
import { Instant } from '../ids.ts';
import { op } from '../kit/op.ts';
import { KeyScope } from './accounts.ts';

/** As a terminal shows it and people compare it: letters that are not taken for others, in two groups. */
export const UserCode = z
  .string()
  .trim()
  .toUpperCase()
  .transform((text) => text.replace(/[^A-Z]/g, ''))
  .pipe(z.string().regex(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/))
  .transform((letters) => `${letters.slice(0, 4)}-${letters.slice(4)}`);

const Asking = z
  .object({
    userCode: z.string(),
    /** What the terminal calls itself. */
    name: z.string(),
    scope: KeyScope,
    /** Where it asks from. */
    address: z.string(),
    askedAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'TerminalAsking' });
export type TerminalAsking = z.output<typeof Asking>;

const params = z.object({ userCode: z.string().max(40) });

/** Signing in at a terminal, as RFC 8628 has it: a code here, the confirmation in a browser, and an API key for it. */
export const terminals = {
  beginTerminalLogin: op({
    method: 'POST',
    path: '/api/v1/terminal-logins',
    summary: 'Ask for an API key for a terminal; somebody confirms its code in the console',
    caller: 'public',
    body: z.object({ name: z.string().trim().min(1).max(80), scope: KeyScope.default('all') }),
    reply: z.object({
      /** The terminal’s secret. */
      deviceCode: z.string(),
      userCode: z.string(),
      /** Where somebody types the code, and where it is filled in. */
      url: z.string(),
      completeUrl: z.string(),
      expiresIn: z.int(),
      /** Seconds between two looks. */
      interval: z.int(),
    }),
    status: 201,
  }),
  takeTerminalKey: op({
    method: 'POST',
    path: '/api/v1/terminal-logins/key',
    summary: 'Whether it was confirmed: answers the API key, once; until then terminal_pending or terminal_slow_down',
    caller: 'public',
    body: z.object({ deviceCode: z.string().max(200) }),
    reply: z.object({
      key: z.string(),
      keyId: z.string(),
      expiresAt: Instant,
      scope: KeyScope,
      login: z.string(),
      accountName: z.string(),
    }),
  }),
  getTerminalLogin: op({
    method: 'GET',
    path: '/api/v1/terminal-logins/:userCode',
    summary: 'Which terminal asks',
    caller: 'maker',
    params,
    reply: Asking,
  }),
  confirmTerminalLogin: op({
    method: 'POST',
    path: '/api/v1/terminal-logins/:userCode/confirm',
    summary: 'Give the terminal an API key of one’s own, for 90 days',
    caller: 'maker',
    params,
    reply: z.object({}),
  }),
  denyTerminalLogin: op({
    method: 'POST',
    path: '/api/v1/terminal-logins/:userCode/deny',
    summary: 'Give it none',
    caller: 'maker',
    params,
    reply: z.object({}),
  }),
  revokeOwnKey: op({
    method: 'DELETE',
    path: '/api/v1/api-key',
    summary: 'As a program: end the API key that this call comes with, whatever its scope',
    caller: 'maker',
    reply: z.object({}),
  }),
};
