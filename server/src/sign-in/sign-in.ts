import type { Refusal, UsedPasskey } from '@kaitong/contract';
import type { z } from 'zod';
import type { NewUser, UserWish } from './create-user.ts';
import type { WithinReplaced } from './links.ts';
import type { Passkeys, WithinPasskey } from './passkeys.ts';
import type { PasswordSet, WithinPasswordSet } from './reset.ts';

/** What signing in needs of a request: cookies and origin in, cookies out. */
export type SignInRequest = {
  method: string;
  ip: string;
  header(name: string): string | undefined;
  setCookies(lines: readonly string[]): void;
};

/** The same, and whether a browser of this machine sent it itself. */
export type LocalRequest = SignInRequest & { isFromHere: boolean };

export type User = { id: string; name: string; email: string | null; phone: string | null };

/** A user as whom a browser is signed in. */
export type SignedIn = { user: User; sessionId: string };

/** Passwords and sessions of one plane's users. */
export type SignIn = {
  /** Whether a browser shows that it signed in with this login before; it opens nothing. */
  knows(request: SignInRequest, login: string): boolean;
  /** False for a request that another site's page sent: whoever would create something asks first. */
  isOwn(request: SignInRequest): boolean;
  /**
   * Hashes the password, lets `create` write the user (`createUser`) with whatever belongs to it, and sets the session's
   * cookies. `not_allowed`, `invalid_input`, `password_too_short`, `password_weak`, `account_exists`, `platform_busy`, and what `create` refuses.
   */
  signUp(
    request: SignInRequest,
    wish: UserWish,
    create: (user: NewUser) => Promise<Refusal | undefined>,
  ): Promise<User | Refusal>;
  /**
   * Checks the password, and the code where the user has a second factor, and sets the session's cookies.
   * `sign_in_failed`, `second_factor_needed`, `second_factor_wrong`, `rate_limited`, `platform_busy`, `not_allowed`.
   */
  signIn(
    request: SignInRequest,
    credentials: { login: string; password: string; code?: string | undefined },
  ): Promise<User | Refusal>;
  /** Those of this plane's users. */
  passkeys: Passkeys;
  /** A challenge for whomever. `passkeys_unavailable`, `rate_limited`, `not_allowed`. */
  beginPasskeySignIn(request: SignInRequest): ReturnType<Passkeys['beginSignIn']>;
  /**
   * Sets the session's cookies: a passkey stands for password and second factor. `onStopped` hears of one that opens
   * nothing from now on, in the transaction that stops it. `passkey_expired`, `passkey_unknown`, `passkey_refused`, `passkey_stopped` and those above.
   */
  signInWithPasskey(
    request: SignInRequest,
    used: z.output<typeof UsedPasskey>,
    onStopped: WithinPasskey,
  ): Promise<User | Refusal>;
  /** The token of a link that signs in at this machine, once. `undefined`: nobody has that login, or others reach the server. */
  createLink(login: string): Promise<string | undefined>;
  /**
   * Sets the session's cookies and uses the link up; the session that this browser had ends, which `within` hears of. Who
   * has a second factor is asked for it first. `sign_in_link_elsewhere`, `sign_in_link_invalid`, `second_factor_needed`,
   * `second_factor_wrong`, `rate_limited`, `not_allowed`.
   */
  signInWithLink(
    request: LocalRequest,
    link: { token: string; code?: string | undefined },
    within: WithinReplaced,
  ): Promise<User | Refusal>;
  /** Of somebody who is signed in. `sign_in_failed`, `platform_busy`, `not_allowed`. */
  provePassword(request: SignInRequest, userId: string, password: string): Promise<Refusal | undefined>;
  signOut(request: SignInRequest): Promise<Refusal | undefined>;
  /** Who the cookies say, if the session is still in force. `not_signed_in`; `not_allowed` for another site's request. */
  getSession(request: SignInRequest): Promise<SignedIn | Refusal>;
  /**
   * Ends every session and begins another one here: whoever has a copy of this one's cookie is out too. `within` hears of
   * the others in the same transaction. `sign_in_failed` if the current password is wrong; `password_weak`, `platform_busy`.
   */
  changePassword(
    request: SignInRequest,
    change: { current: string; next: string },
    within: WithinPasswordSet,
  ): Promise<PasswordSet | Refusal>;
  /**
   * Sets the password that goes with a token, with what `within` ends in the same transaction; nobody is signed in by it.
   * `reset_link_invalid`, `password_weak`, `platform_busy`, `not_allowed`.
   */
  resetPassword(
    request: SignInRequest,
    wish: { token: string; password: string },
    within: WithinPasswordSet,
  ): Promise<PasswordSet | Refusal>;
};
