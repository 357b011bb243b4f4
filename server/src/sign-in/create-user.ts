import { type Refusal, refusal } from '@kaitong/contract';
import type { Kysely, Transaction } from 'kysely';
import { invalidInput } from '../invalid-input.ts';
import { randomId } from '../secrets/ids.ts';
import type { Passwords } from '../secrets/passwords.ts';
import { addressOf, type Login, parseLogin } from './login.ts';
import type { SignInTables } from './tables.ts';

export const SHORTEST_PASSWORD = 10;

/** A user with a hashed password, ready for `createUser`. */
export type NewUser = { email: string; phone: string | null; name: string; password: string };

export type UserWish = { login: string; password: string; name: string };

/** Whom one may become: what is looked at before the password is hashed. */
export function readWish({ login: text, password }: UserWish): Login | Refusal {
  const login = parseLogin(text);
  if (!login) return invalidInput({ path: 'login', message: 'E-mail / +86 138 0013 8000' });
  return password.length < SHORTEST_PASSWORD ? refusal('password_too_short') : login;
}

export async function prepareUser(passwords: Passwords, login: Login, wish: UserWish): Promise<NewUser> {
  const phone = 'phone' in login ? login.phone : null;
  return { email: addressOf(login), phone, name: wish.name, password: await passwords.hash(wish.password) };
}

/**
 * Creates the user as part of the caller's transaction, with whatever belongs to it: a user without an account must not
 * exist. Answers its id, or `account_exists`.
 */
export async function createUser<Tables extends SignInTables>(
  transaction: Transaction<Tables>,
  { email, phone, name, password }: NewUser,
): Promise<string | Refusal> {
  const trx = transaction as unknown as Transaction<SignInTables>;
  const id = randomId('', 24);
  const created = await trx
    .insertInto('login_user')
    .values({ id, name, email, phone })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!created) return refusal('account_exists');
  await trx
    .insertInto('login_credential')
    .values({ id: randomId('', 24), account_id: id, provider_id: 'credential', user_id: id, password })
    .execute();
  return id;
}

/** For whoever was given a login to name a user with. */
export async function findUserId<Tables extends SignInTables>(
  schema: Kysely<Tables>,
  login: string,
): Promise<string | undefined> {
  const parsed = parseLogin(login);
  if (!parsed) return undefined;
  const db = schema as unknown as Kysely<SignInTables>;
  const address = addressOf(parsed);
  const row = await db.selectFrom('login_user').select('id').where('email', '=', address).executeTakeFirst();
  return row?.id;
}
