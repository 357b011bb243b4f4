import { z } from 'zod';
import { AccountId, Instant, Pid } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { LoginSessions } from '../login-session.ts';
import { passkeySignInTo, passkeysOf } from '../passkeys.ts';
import { Login, requestPasswordReset } from '../password-reset.ts';
import { linkSignInTo } from '../sign-in-link.ts';
import { Role } from './roles.ts';

export const Session = z
  .object({
    user: z.object({
      id: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      /** When somebody tried many wrong passwords, if it was within a week. Nothing is locked by it. */
      triedAt: Instant.nullable(),
      /** When the password was set by a link, if it was within a week. */
      resetAt: Instant.nullable(),
    }),
    account: z.object({ id: AccountId, name: z.string(), kind: z.enum(['maker', 'operator']), role: Role }),
    /** Every account that the user is a member of, this one too. */
    spaces: z.array(z.object({ id: AccountId, name: z.string(), role: Role })),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof Session>;

/** What a key may do of what its user may: `read` nothing but look, `activate` also submit devices and start tests. */
export const KeyScope = z.enum(['read', 'activate', 'all']);
export type KeyScope = z.output<typeof KeyScope>;

const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: KeyScope,
    /** What the member who made it signs in with: it acts in their role, and ends when they are no member any more. */
    madeBy: z.string(),
    createdAt: Instant,
    /** null: it does not end by itself. */
    expiresAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const Authorisation = z
  .object({
    id: z.string(),
    pid: Pid,
    productName: z.string(),
    /** Whose product it is. */
    ownerId: AccountId,
    ownerName: z.string(),
    /** Who was given the role. */
    accountId: AccountId,
    accountName: z.string(),
    role: Role,
    createdAt: Instant,
  })
  .meta({ id: 'Authorisation' });

const password = z.string().min(1).max(200);
const newPassword = z.string().min(10).max(200);
const factorCode = z.string().trim().min(1).max(20);
const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

export const accounts = {
  register: op({
    method: 'POST',
    path: '/api/v1/register',
    summary: 'Register a maker account; signs in',
    caller: 'public',
    body: z.object({ login: Login, password: newPassword, accountName: z.string().trim().min(1).max(80) }),
    reply: Session,
    status: 201,
  }),
  signIn: op({
    method: 'POST',
    path: '/api/v1/sign-in',
    summary: 'Sign in; sets the session cookie',
    caller: 'public',
    body: z.object({
      login: Login,
      password,
      /** Of the second factor, or one of its recovery codes: asked for by `second_factor_needed`. */
      code: factorCode.optional(),
    }),
    reply: Session,
  }),
  ...passkeySignInTo(Session),
  ...linkSignInTo(Session),
  signOut: op({
    method: 'POST',
    path: '/api/v1/sign-out',
    summary: 'End the session',
    caller: 'public',
    reply: z.object({}),
  }),
  getSession: op({
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Who is signed in',
    caller: 'maker',
    reply: Session,
  }),
  changePassword: op({
    method: 'POST',
    path: '/api/v1/password',
    summary: 'Change the password; ends other sessions and, unless told otherwise, the API keys of the user',
    caller: 'maker',
    body: z.object({ current: password, next: newPassword, endApiKeys: z.boolean().default(true) }),
    reply: z.object({}),
  }),
  requestPasswordReset,
  resetPassword: op({
    method: 'POST',
    path: '/api/v1/password-resets/finish',
    summary:
      'Set the password by a link’s token, once; ends all sessions, passkeys and, unless told otherwise, API keys of the user',
    caller: 'public',
    body: z.object({ token: z.string().max(200), password: newPassword, endApiKeys: z.boolean().default(true) }),
    reply: z.object({}),
  }),
  listSessions: op({
    method: 'GET',
    path: '/api/v1/sessions',
    summary: 'Browsers that are signed in as the user',
    caller: 'maker',
    reply: LoginSessions,
  }),
  endSession: op({
    method: 'DELETE',
    path: '/api/v1/sessions/:id',
    summary: 'End a session of the user: it opens nothing any more',
    caller: 'maker',
    params: z.object({ id: z.string().max(80) }),
    reply: z.object({}),
  }),
  endOtherSessions: op({
    method: 'DELETE',
    path: '/api/v1/sessions',
    summary: 'End every session of the user but this one',
    caller: 'maker',
    reply: z.object({ ended: z.int() }),
  }),
  getSecondFactor: op({
    method: 'GET',
    path: '/api/v1/second-factor',
    summary: 'Whether the user signs in with a code beside the password',
    caller: 'maker',
    reply: z.object({ on: z.boolean(), since: Instant.nullable(), recoveryCodes: z.int() }),
  }),
  beginSecondFactor: op({
    method: 'POST',
    path: '/api/v1/second-factor',
    summary: 'A secret for an app that makes codes (TOTP); it counts once a code confirmed it',
    caller: 'maker',
    body: z.object({ password }),
    reply: z.object({ secret: z.string(), uri: z.string() }),
  }),
  confirmSecondFactor: op({
    method: 'POST',
    path: '/api/v1/second-factor/confirm',
    summary: 'Switch the second factor on with a first code; answers recovery codes, once',
    caller: 'maker',
    body: z.object({ code: factorCode }),
    reply: RecoveryCodes,
  }),
  renewRecoveryCodes: op({
    method: 'POST',
    path: '/api/v1/second-factor/recovery-codes',
    summary: 'New recovery codes in place of the old ones',
    caller: 'maker',
    body: z.object({ password, code: factorCode }),
    reply: RecoveryCodes,
  }),
  removeSecondFactor: op({
    method: 'POST',
    path: '/api/v1/second-factor/remove',
    summary: 'Sign in with the password alone again',
    caller: 'maker',
    body: z.object({ password, code: factorCode }),
    reply: z.object({}),
  }),
  ...passkeysOf('maker'),
  setUp: op({
    method: 'POST',
    path: '/api/v1/setup',
    summary: 'Create the first operator with the one-time link',
    caller: 'public',
    body: z.object({ token: z.string().max(200), login: Login, password: newPassword }),
    reply: Session,
    status: 201,
  }),

  createApiKey: op({
    method: 'POST',
    path: '/api/v1/api-keys',
    summary: 'Create an API key; the key is shown once',
    caller: 'maker',
    body: z.object({
      name: z.string().trim().min(1).max(80),
      scope: KeyScope.default('all'),
      /** Left out: it does not end by itself. */
      days: z.int().min(1).max(3650).optional(),
    }),
    reply: ApiKey.extend({ key: z.string() }),
    status: 201,
  }),
  listApiKeys: op({
    method: 'GET',
    path: '/api/v1/api-keys',
    summary: 'API keys of the account',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(ApiKey),
  }),
  revokeApiKey: op({
    method: 'DELETE',
    path: '/api/v1/api-keys/:id',
    summary: 'Revoke an API key at once',
    caller: 'maker',
    params: z.object({ id: z.string().max(40) }),
    reply: z.object({}),
  }),

  listAuthorisations: op({
    method: 'GET',
    path: '/api/v1/authorisations',
    summary: 'Authorisations given and received',
    caller: 'maker',
    query: z.object(pageQuery),
    reply: page(Authorisation),
  }),
  revokeAuthorisation: op({
    method: 'DELETE',
    path: '/api/v1/authorisations/:id',
    summary: 'Withdraw an authorisation',
    caller: 'maker',
    params: z.object({ id: z.string().max(40) }),
    reply: z.object({}),
  }),
};
