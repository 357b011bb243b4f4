import { days } from '@kaitong/contract';
import { betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Passwords } from '../secrets/passwords.ts';

export type AuthOptions = {
  /** Sessions that look into the schema of these users. */
  db: Kysely<unknown>;
  /** Signs cookies: 32 bytes. */
  secret: Uint8Array;
  publicUrl: string;
  /** Cookies ignore ports and are shared by all paths of a host, so every plane has names of its own. */
  cookiePrefix: string;
  cookiePath: string;
  passwords: Passwords;
  clock: Clock;
  log: Log;
};

const DAY_S = 24 * 60 * 60;
const SESSION_DAYS = 14;

export type Auth = ReturnType<typeof createAuth>;

/**
 * better-auth, for sessions and their cookies. It answers no HTTP of its own: our operations call it, check the origin,
 * count tries in our table for all processes, and create users in one transaction with what belongs to them.
 */
export function createAuth({ db, secret, publicUrl, cookiePrefix, cookiePath, passwords, clock, log }: AuthOptions) {
  // better-auth reads the machine's clock; who removes old sessions asks the platform's.
  const endsAt = () => new Date(clock.now().getTime() + days(SESSION_DAYS));
  const onPlatformTime = async <S extends { expiresAt?: Date }>(session: S) => ({
    data: session.expiresAt ? { ...session, expiresAt: endsAt() } : session,
  });
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
  return betterAuth({
    baseURL: publicUrl,
    secret: Buffer.from(secret).toString('base64url'),
    database: { db, type: 'postgres' },
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level === 'error' ? 'error' : 'debug']({ message }, 'sign-in') },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 1, // ours is checked where a password is chosen
      maxPasswordLength: 200,
      password: {
        hash: (password) => passwords.hash(password),
        verify: ({ password, hash }) => passwords.verify(password, hash),
      },
    },
    rateLimit: { enabled: false }, // it counts only what comes over its own HTTP routes
    user: {
      modelName: 'login_user',
      fields: { emailVerified: 'email_verified', ...times },
      additionalFields: { phone: { type: 'string', required: false, input: false } },
    },
    account: {
      modelName: 'login_credential',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...times,
      },
    },
    session: {
      modelName: 'login_session',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...times,
      },
      expiresIn: SESSION_DAYS * DAY_S,
      updateAge: DAY_S,
      cookieCache: { enabled: true, maxAge: 60 },
    },
    databaseHooks: { session: { create: { before: onPlatformTime }, update: { before: onPlatformTime } } },
    plugins: [{ id: 'proven', endpoints: { openSession } }],
    verification: { modelName: 'login_verification', fields: { expiresAt: 'expires_at', ...times } },
    advanced: {
      cookiePrefix,
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { path: cookiePath, httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: ['x-kaitong-ip'] }, // set by us from the socket
    },
  });
}

/** Without a path, so that nothing but our own code reaches it: for whoever proved by something else to be the user. */
const openSession = createAuthEndpoint.serverOnly(
  { method: 'POST', body: z.object({ userId: z.string() }) },
  async (ctx) => {
    const { internalAdapter } = ctx.context;
    const user = await internalAdapter.findUserById(ctx.body.userId);
    if (!user) return { user: null };
    const session = await internalAdapter.createSession(user.id);
    await setSessionCookie(ctx, { session, user });
    return { user: { ...user, phone: 'phone' in user ? user.phone : null } };
  },
);
