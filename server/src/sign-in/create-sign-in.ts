import { type Refusal, refusal } from '@kaitong/contract';
import { APIError } from 'better-auth/api';
import type { Kysely } from 'kysely';
import { networkOf } from '../store/network-of.ts';
import { resetRate, takeRate } from '../store/rate-limits.ts';
import { type AuthOptions, createAuth } from './auth.ts';
import { prepareUser } from './create-user.ts';
import { TRIES_PER_ADDRESS, TRIES_PER_LOGIN, TRIES_PER_LOGIN_ANYWHERE } from './limits.ts';
import { addressOf, isPlaceholder, type Login, parseLogin } from './login.ts';
import { rateRefusal } from './rate-refusal.ts';
import { isSameSite } from './same-site.ts';
import type { SignIn, SignInRequest, User } from './sign-in.ts';
import type { SignInTables } from './tables.ts';

export type SignInOptions = Omit<AuthOptions, 'db'> & {
  /** Origins of our own pages. */
  origins: ReadonlySet<string>;
};

/** `schema` holds the tables of `signInMigration` and `rateLimitMigration`. */
export function createSignIn<Tables extends SignInTables>(schema: Kysely<Tables>, options: SignInOptions): SignIn {
  const db = schema as unknown as Kysely<SignInTables>;
  const auth = createAuth({ ...options, db: schema as unknown as Kysely<unknown> });

  const isOwn = (request: SignInRequest) => isSameSite(request, options.origins);

  async function countTry(request: SignInRequest, login: Login): Promise<Refusal | undefined> {
    const address = addressOf(login);
    const from = networkOf(request.ip);
    const taken = [
      await takeRate(db, `sign-in ip ${from}`, TRIES_PER_ADDRESS),
      await takeRate(db, `sign-in ${address} ${from}`, TRIES_PER_LOGIN),
      await takeRate(db, `sign-in ${address}`, TRIES_PER_LOGIN_ANYWHERE),
    ];
    return rateRefusal(taken);
  }

  return {
    isOwn,

    prepareUser: (user) => prepareUser(options.passwords, user),

    async signIn(request, { login: text, password }) {
      if (!isOwn(request)) return refusal('not_allowed');
      const login = parseLogin(text);
      if (!login) return refusal('sign_in_failed');
      const tooMany = await countTry(request, login);
      if (tooMany) return tooMany;
      try {
        const { headers, response } = await auth.api.signInEmail({
          body: { email: addressOf(login), password },
          headers: headersOf(request),
          returnHeaders: true,
        });
        request.setCookies(headers.getSetCookie());
        await resetRate(db, `sign-in ${addressOf(login)} ${networkOf(request.ip)}`);
        return userOf(response.user);
      } catch (error) {
        return asRefusal(error);
      }
    },

    async signOut(request) {
      if (!isOwn(request)) return refusal('not_allowed');
      const { headers } = await auth.api.signOut({ headers: headersOf(request), returnHeaders: true });
      request.setCookies(headers.getSetCookie());
      return undefined;
    },

    async getUser(request) {
      if (request.header('cookie') === undefined) return refusal('not_signed_in');
      if (!isOwn(request)) return refusal('not_allowed');
      const { headers, response } = await auth.api.getSession({ headers: headersOf(request), returnHeaders: true });
      request.setCookies(headers.getSetCookie());
      if (!response) return refusal('not_signed_in');
      // The cookie vouches for a minute without asking the table; a session that was ended must not live that long.
      const inForce = await db
        .selectFrom('login_session')
        .select('id')
        .where('id', '=', response.session.id)
        .executeTakeFirst();
      return inForce ? userOf(response.user) : refusal('not_signed_in');
    },

    async changePassword(request, { current, next }) {
      if (!isOwn(request)) return refusal('not_allowed');
      const tooMany = rateRefusal([await takeRate(db, `password ip ${networkOf(request.ip)}`, TRIES_PER_ADDRESS)]);
      if (tooMany) return tooMany;
      try {
        const { headers } = await auth.api.changePassword({
          body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
          headers: headersOf(request),
          returnHeaders: true,
        });
        request.setCookies(headers.getSetCookie());
        return undefined;
      } catch (error) {
        return asRefusal(error);
      }
    },
  };
}

function headersOf(request: SignInRequest): Headers {
  const headers = new Headers({ 'x-kaitong-ip': request.ip });
  for (const name of ['cookie', 'user-agent', 'origin', 'host']) {
    const value = request.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}

function userOf({ id, name, email, phone }: { id: string; name: string; email: string; phone?: unknown }): User {
  return { id, name, email: isPlaceholder(email) ? null : email, phone: typeof phone === 'string' ? phone : null };
}

/** Whatever is wrong with the credentials looks the same from outside. */
function asRefusal(error: unknown): Refusal {
  if (!(error instanceof APIError)) throw error;
  if (error.statusCode >= 500) throw error;
  return refusal('sign_in_failed');
}
