import type { AccountEvent, AccountId, Pid } from '@kaitong/contract';
import { sql } from 'kysely';
import { notify } from '../../store/notifications.ts';
import type { ControlTransaction } from '../context.ts';

/** What streams to an account's pages listen to; the payload begins with the account's id. */
export const ACCOUNT_NEWS = 'account';
/** In place of an account's id: all accounts of those who run the platform. */
export const OPERATORS = 'operators';
/** All accounts there are. */
export const EVERYBODY = 'everybody';

type News = AccountEvent['type'];
type Audience = AccountId | typeof OPERATORS | typeof EVERYBODY;

/** Tells the account's open pages what to read again, once the transaction commits. */
export async function tellAccount(trx: ControlTransaction, accountId: Audience, type: News): Promise<void> {
  await notify(trx, ACCOUNT_NEWS, `${accountId} ${type}`);
}

/** Tells the open pages of those who run the platform. */
export const tellOperators = (trx: ControlTransaction, type: News): Promise<void> => tellAccount(trx, OPERATORS, type);

/** Tells all open pages. */
export const tellEverybody = (trx: ControlTransaction, type: News): Promise<void> => tellAccount(trx, EVERYBODY, type);

/** Tells whoever sees the product: its own account, and those that are authorised to it. */
export async function tellAboutProduct(trx: ControlTransaction, pid: Pid, ...types: News[]): Promise<void> {
  const { rows } = await sql<{ account_id: AccountId }>`
    SELECT account_id FROM product WHERE pid = ${pid}
    UNION SELECT account_id FROM authorisation WHERE pid = ${pid}`.execute(trx);
  for (const { account_id } of rows) for (const type of types) await tellAccount(trx, account_id, type);
}
