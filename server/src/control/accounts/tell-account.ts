import type { AccountEvent, AccountId, Pid } from '@kaitong/contract';
import { sql } from 'kysely';
import { tellWhoAwaits } from '../../store/awaited-news.ts';
import type { Executor } from '../../store/executor.ts';
import type { ControlTransaction } from '../context.ts';

/** What streams to an account's pages listen to; the payload begins with the account's id. */
export const ACCOUNT_NEWS = 'account';
/** In place of an account's id: all accounts of those who run the platform. */
export const OPERATORS = 'operators';
/** All accounts there are. */
export const EVERYBODY = 'everybody';

type News = AccountEvent['type'];
export type Audience = AccountId | typeof OPERATORS | typeof EVERYBODY;

/** What is awaited of an account. */
export const accountName = (account: Audience): string => `${ACCOUNT_NEWS} ${account}`;

/** Tells the account's open pages what to read again, once the transaction commits. */
export async function tellAccount(trx: Executor, accountId: Audience, type: News): Promise<void> {
  const name = accountName(accountId);
  await tellWhoAwaits(trx, { news: `${name} ${type}`, names: [name] });
}

/** Tells the open pages of those who run the platform. */
export const tellOperators = (trx: ControlTransaction, type: News): Promise<void> => tellAccount(trx, OPERATORS, type);

/** Tells all open pages. */
export const tellEverybody = (trx: ControlTransaction, type: News): Promise<void> => tellAccount(trx, EVERYBODY, type);

/** Tells whoever sees the product. */
export async function tellAboutProduct(trx: ControlTransaction, pid: Pid, ...types: News[]): Promise<void> {
  for (const account of await listSeers(trx, pid)) for (const type of types) await tellAccount(trx, account, type);
}

/** A product's own account, and those that are authorised to it. */
export async function listSeers(db: Executor, pid: Pid): Promise<AccountId[]> {
  const { rows } = await sql<{ account_id: AccountId }>`
    SELECT account_id FROM product WHERE pid = ${pid}
    UNION SELECT account_id FROM authorisation WHERE pid = ${pid}`.execute(db);
  return rows.map(({ account_id }) => account_id);
}
