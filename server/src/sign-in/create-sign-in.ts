import { isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { APIError } from 'better-auth/api';
import type { Kysely } from 'kysely';
import { networkOf } from '../store/network-of.ts';
import { takeRate } from '../store/rate-limits.ts';
import { type Auth, type AuthOptions, createAuth } from './auth.ts';
import { changePassword } from './change-password.ts';
import { findUserId, prepareUser, readWish } from './create-user.ts';
import { KnownBrowsers } from './known-browsers.ts';
import type { Asking, Lane } from './lane.ts';
import { Lately } from './lately.ts';
import { createLink, findLink, takeLink } from './links.ts';
import { addressOf, isPlaceholder, type Login, parseLogin, partsOf } from './login.ts';
import { Passkeys } from './passkeys.ts';
import { rateRefusal } from './rate-refusal.ts';
import { resetPassword } from './reset.ts';
import { isSameSite } from './same-site.ts';
import type { SecondFactor } from './second-factor.ts';
import { endSessions, noteSeen } from './sessions.ts';
import type { SignedIn, SignIn, SignInRequest, User } from './sign-in.ts';
import type { SignInTables } from './tables.ts';
import { countTry, readTries, type Standing, type Tried, undoTry } from './tries.ts';

/** Where passwords are hashed: nobody whom the platform does not know stands in the way of those whom it does. */
export type Lanes = { strangers: Lane; known: Lane };

export type SignInOptions = Omit<AuthOptions, 'db' | 'passwords'> & {
  /** Origins of our own pages. */
  origins: ReadonlySet<string>;
  lanes: Lanes;
  /** Sign for known browsers; the first for new ones. */
  knownKeys: readonly Uint8Array[];
  /** What is signed in to, as lists of passkeys show it: `console`, `cn`. */
  site: string;
  /** Whether nobody but this machine reaches the server; only there links sign in. */
  isLocal: boolean;
  /** Where users may have one. */
  secondFactor?: SecondFactor;
};

type Credentials = { login: Login; password: string; code?: string | undefined };
/** Whose tries at a second factor these are: those of browsers that the account knows are nobody else's. */
type Standpoint = 'strangers' | `known ${string}`;

/** `schema` holds the tables of `signInMigration`, `triesMigration` and `rateLimitMigration`. */
export function createSignIn<Tables extends SignInTables>(schema: Kysely<Tables>, options: SignInOptions): SignIn {
  const db = schema as unknown as Kysely<SignInTables>;
  const { lanes, cookiePrefix, cookiePath, clock, secondFactor } = options;
  const authOf = ({ passwords }: Lane): Auth =>
    createAuth({ ...options, passwords, db: schema as unknown as Kysely<unknown> });
  const auths = { strangers: authOf(lanes.strangers), known: authOf(lanes.known) };
  const auth = auths.known;
  const https = options.publicUrl.startsWith('https:');
  const browsers = new KnownBrowsers({
    keys: options.knownKeys,
    cookieName: `${https ? '__Secure-' : ''}${cookiePrefix}.known`,
    cookiePath,
    https,
    clock,
  });

  /** Turns of a network that ended without success: what the database knows better, and this costs no statement. */
  const wrongs = new Lately<number>();
  const countWrong = (from: string): void => wrongs.set(from, 1 + (wrongs.get(from) ?? 0));
  const passkeys = new Passkeys(db, options);

  const isOwn = (request: SignInRequest) => isSameSite(request, options.origins);

  /** Of somebody whom nothing tells from who only guesses. */
  async function signInStranger(request: SignInRequest, credentials: Credentials): Promise<User | Refusal> {
    const tried: Tried = { account: addressOf(credentials.login), from: networkOf(request.ip) };
    const seen = wrongs.get(tried.from) ?? 0;
    const refused = lanes.strangers.refuse({ from: tried.from, wrong: seen });
    if (refused) return refused;
    const standing = await readTries(db, tried);
    if (standing.waitMs > 0) return tooSoon(standing);
    return await lanes.strangers.turn({ from: tried.from, wrong: Math.max(seen, standing.fromThere) }, async () => {
      if (!(await countTry(db, tried, standing))) return tooSoon(await readTries(db, tried));
      const user = await openSession(auths.strangers, request, credentials, 'strangers');
      // Who only has to add the code gave the right password.
      if (!isRefusal(user) || user.code === 'second_factor_needed') await undoTry(db, tried);
      else countWrong(tried.from);
      return user;
    });
  }

  /** A browser that is known to the account, unless wrong passwords came from it too. */
  async function findKnown(request: SignInRequest, login: Login): Promise<string | undefined> {
    const browser = browsers.find(request, login);
    if (browser === undefined) return undefined;
    return (await takeRate(db, `known ${browser}`, limits.signIn.triesOfKnown)).ok ? browser : undefined;
  }

  async function openSession(
    { api }: Auth,
    request: SignInRequest,
    { login, password, code }: Credentials,
    from: Standpoint,
  ): Promise<User | Refusal> {
    try {
      const { headers, response } = await api.signInEmail({
        body: { email: addressOf(login), password },
        headers: headersOf(request),
        returnHeaders: true,
      });
      const refused = await secondFactor?.refuse(response.user.id, code, from);
      if (refused) {
        await db.deleteFrom('login_session').where('token', '=', response.token).execute(); // nobody was told of it
        return refused;
      }
      request.setCookies(headers.getSetCookie());
      browsers.remember(request, login);
      return userOf(response.user);
    } catch (error) {
      return asRefusal(error);
    }
  }

  /** For whoever proved to be the user by something else. */
  async function openProven(request: SignInRequest, userId: string): Promise<User | undefined> {
    const { headers, response } = await auth.api.openSession({
      body: { userId },
      headers: headersOf(request),
      returnHeaders: true,
    });
    if (!response.user) return undefined;
    request.setCookies(headers.getSetCookie());
    return userOf(response.user);
  }

  async function getSession(request: SignInRequest): Promise<SignedIn | Refusal> {
    if (request.header('cookie') === undefined) return refusal('not_signed_in');
    if (!isOwn(request)) return refusal('not_allowed');
    const { headers, response } = await auth.api.getSession({ headers: headersOf(request), returnHeaders: true });
    request.setCookies(headers.getSetCookie());
    if (!response) return refusal('not_signed_in');
    // The cookie vouches for a minute without asking the table; a session that was ended must not live that long.
    const { id: sessionId } = response.session;
    return (await noteSeen(db, sessionId)) ? { user: userOf(response.user), sessionId } : refusal('not_signed_in');
  }

  async function refusePasskey(request: SignInRequest): Promise<Refusal | undefined> {
    if (!isOwn(request)) return refusal('not_allowed');
    return rateRefusal([await takeRate(db, `passkey ip ${networkOf(request.ip)}`, limits.signIn.passkeysPerIp)]);
  }

  return {
    isOwn,
    passkeys,

    knows(request, text) {
      const login = parseLogin(text);
      return login !== undefined && browsers.find(request, login) !== undefined;
    },

    async beginPasskeySignIn(request) {
      return (await refusePasskey(request)) ?? (await passkeys.beginSignIn());
    },

    async signInWithPasskey(request, used, onStopped) {
      const refused = await refusePasskey(request);
      if (refused) return refused;
      const shown = await passkeys.prove(used, onStopped);
      if (isRefusal(shown)) return shown;
      const user = await openProven(request, shown.userId);
      if (!user) return refusal('passkey_unknown');
      const login = parseLogin(user.email ?? user.phone ?? '');
      if (login) browsers.remember(request, login);
      return user;
    },

    async createLink(login) {
      const userId = options.isLocal ? await findUserId(db, login) : undefined;
      return userId === undefined ? undefined : await createLink(db, userId);
    },

    async signInWithLink(request, { token, code }, within) {
      if (!isOwn(request)) return refusal('not_allowed');
      if (!options.isLocal || !request.isFromHere) return refusal('sign_in_link_elsewhere');
      const from = networkOf(request.ip);
      const tooMany = rateRefusal([await takeRate(db, `sign-in link ip ${from}`, limits.signIn.linksPerIp)]);
      if (tooMany) return tooMany;
      const userId = await findLink(db, token);
      if (userId === undefined) return refusal('sign_in_link_invalid');
      const refused = await secondFactor?.refuse(userId, code, 'link');
      if (refused) return refused; // the link waits for the code
      if (!(await takeLink(db, token))) return refusal('sign_in_link_invalid');
      const before = await getSession({ ...request, setCookies: () => {} });
      const user = await openProven(request, userId);
      if (!user) return refusal('sign_in_link_invalid');
      if (!isRefusal(before))
        await db.transaction().execute(async (trx) => {
          await within(trx, await endSessions(trx, before.user.id, { only: before.sessionId }));
        });
      return user;
    },

    async signUp(request, wish, create) {
      if (!isOwn(request)) return refusal('not_allowed');
      const login = readWish(wish);
      if (isRefusal(login)) return login;
      if (await findUserId(db, wish.login)) return refusal('account_exists');
      const from = networkOf(request.ip);
      return await lanes.strangers.turn({ from, wrong: (wrongs.get(from) ?? 0) + SIGN_UP }, async () => {
        countWrong(from); // a network that makes many accounts goes behind
        const { passwords } = lanes.strangers;
        if (await passwords.isWeak(wish.password, [...partsOf(login), wish.name])) return refusal('password_weak');
        const refused = await create(await prepareUser(passwords, login, wish));
        return (
          refused ?? (await openSession(auths.strangers, request, { login, password: wish.password }, 'strangers'))
        );
      });
    },

    async signIn(request, { login: text, password, code }) {
      if (!isOwn(request)) return refusal('not_allowed');
      const login = parseLogin(text);
      if (!login) return refusal('sign_in_failed');
      const credentials = { login, password, code };
      const known = await findKnown(request, login);
      if (known === undefined) return await signInStranger(request, credentials);
      return await lanes.known.turn(askingOf(request), () =>
        openSession(auths.known, request, credentials, `known ${known}`),
      );
    },

    async signOut(request) {
      if (!isOwn(request)) return refusal('not_allowed');
      const { headers } = await auth.api.signOut({ headers: headersOf(request), returnHeaders: true });
      request.setCookies(headers.getSetCookie());
      return undefined;
    },

    getSession,

    async provePassword(request, userId, password) {
      if (!isOwn(request)) return refusal('not_allowed');
      return await lanes.known.turn(askingOf(request), async () => {
        const credential = await db
          .selectFrom('login_credential')
          .select('password')
          .where('user_id', '=', userId)
          .where('provider_id', '=', 'credential')
          .executeTakeFirst();
        const isRight = await lanes.known.passwords.verify(password, credential?.password ?? '');
        return isRight ? undefined : refusal('sign_in_failed');
      });
    },

    async resetPassword(request, wish, within) {
      if (!isOwn(request)) return refusal('not_allowed');
      return await resetPassword(db, lanes.known, request, wish, within); // 256 random bits come from no stranger
    },

    async changePassword(request, change, within) {
      if (!isOwn(request)) return refusal('not_allowed');
      const tooMany = rateRefusal([
        await takeRate(db, `password ip ${networkOf(request.ip)}`, limits.signIn.passwordChangesPerIp),
      ]);
      if (tooMany) return tooMany;
      const session = await getSession(request);
      if (isRefusal(session)) return session;
      const changed = await lanes.known.turn(askingOf(request), () =>
        changePassword(db, lanes.known.passwords, session, change, within),
      );
      if (!isRefusal(changed)) await openProven(request, changed.userId);
      return changed;
    },
  };
}

/** Whoever has an account goes before whoever makes one. */
const SIGN_UP = 1;

const tooSoon = ({ waitMs }: Standing): Refusal =>
  refusal('rate_limited', { seconds: Math.max(1, Math.ceil(waitMs / 1000)) });

const askingOf = (request: SignInRequest): Asking => ({ from: networkOf(request.ip), wrong: 0 });

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
