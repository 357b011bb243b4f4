import { type ledger, type Money, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { postCollected, postPayout, type Transaction } from '@kaitong/core';
import { sql } from 'kysely';
import type { OperatorCaller } from '../../callers.ts';
import { invalidInput } from '../../invalid-input.ts';
import { textOf } from '../../money-text.ts';
import { readNow } from '../../store/database-clock.ts';
import { tellAccount, tellOperators } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import { balanceOf } from '../billing/balances.ts';
import { isBooked, post } from '../billing/post.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';

/** Records that a maker was paid what is due to it, or a part. The same payout again is answered like the first time. */
export async function recordPayout(
  { db, log }: ControlContext,
  caller: OperatorCaller,
  { body: { payoutId, accountId, money } }: Parsed<typeof ledger.recordPayout>,
): Promise<Reply<typeof ledger.recordPayout> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    // One payout of an account at a time: two could each be covered by what is due, and not both.
    const { rows } = await sql`SELECT FROM account WHERE id = ${accountId} FOR NO KEY UPDATE`.execute(trx);
    if (rows.length === 0) return refusal('not_found');
    const payout = postPayout({ account: accountId, payoutId, money, at: (await readNow(trx)).getTime() });
    const known = await findBooked(trx, payout);
    if (known) return known;
    const due: Money = {
      amount: -(await balanceOf(trx, `due:${accountId}`, money.currency)),
      currency: money.currency,
    };
    if (money.amount > due.amount) return refusal('payout_too_large', { due: textOf(due) });
    await post(trx, payout);
    await audit(trx, caller, 'payout.recorded', accountId, { payoutId, money }, accountId);
    await tellAccount(trx, accountId, 'billing.changed');
    await tellOperators(trx, 'billing.changed');
    log.info({ accountId, payoutId, ...money, userId: caller.userId }, 'payout.recorded');
    return {};
  });
}

/** Records what arrived at the bank from a payment provider, and what it kept. */
export async function recordCollection(
  { db, log }: ControlContext,
  caller: OperatorCaller,
  { body: { id, provider, money, fee } }: Parsed<typeof ledger.recordCollection>,
): Promise<Reply<typeof ledger.recordCollection> | Refusal> {
  if (money.currency !== fee.currency) return invalidInput({ path: 'fee.currency', message: money.currency });
  return await db.transaction().execute(async (trx) => {
    const collected = postCollected({ provider, id, money, fee, at: (await readNow(trx)).getTime() });
    const known = await findBooked(trx, collected);
    if (known) return known;
    await post(trx, collected);
    await audit(trx, caller, 'collection.recorded', provider, { id, money, fee });
    await tellOperators(trx, 'billing.changed');
    log.info({ provider, id, ...money, userId: caller.userId }, 'collection.recorded');
    return {};
  });
}

/** The answer where the key stands in the books already: nothing is left to do, or the id is taken by other amounts. */
async function findBooked(
  trx: ControlTransaction,
  { key, postings }: Transaction,
): Promise<Record<string, never> | Refusal | undefined> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`ledger ${key}`}, 0))`.execute(trx);
  const known = await trx.selectFrom('ledger_transaction').select('id').where('key', '=', key).executeTakeFirst();
  if (!known) return undefined;
  return (await isBooked(trx, key, postings)) ? {} : refusal('reference_taken');
}
