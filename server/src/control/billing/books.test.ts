// Over any sequence of orders, callbacks, refunds and months, however their reports are cut, repeated and reordered.
import type { AccountId, Money } from '@kaitong/contract';
import {
  type Book,
  balanceOf as bookBalance,
  owedOf,
  post as postInBook,
  postOrderPaid,
  postOrderRefunded,
  postPaymentReturned,
  postPaymentStray,
  refundedOf,
  shareOf,
  shareReversed,
} from '@kaitong/core';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import { newAccountId, newPid, newServiceOrderId } from '../../secrets/new-ids.ts';
import { listOrdersForOperator } from '../operator/orders.ts';
import { makeStatements } from './make-statements.ts';
import { openFeed } from './testing/sales.ts';
import { openSeller } from './testing/seller.ts';
import { cuts, DAY, type Event, prices, providerOf, START, sellAll, step, tell } from './testing/story.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** The same events in core's book, posted one after the other. */
function keepBook(account: AccountId, events: Event[]): Book {
  const shares = new Map<string, { share: Money; paid: Money; provider: string }>();
  let book: Book = new Map();
  for (const event of events) {
    if ('night' in event) continue;
    const { report, at } = event;
    if (report.type === 'order.paid') {
      const share = shareOf(report, { sharePercent: 10 });
      const { orderId, provider, paid } = report;
      shares.set(orderId, { share, paid, provider });
      book = postInBook(book, postOrderPaid({ orderId, provider, money: paid, share: { account, money: share }, at }));
    } else if (report.type === 'order.refunded') {
      const sold = shares.get(report.orderId);
      if (!sold) throw new Error('refunded before it was paid');
      const { orderId, refundId, amount, refundedBefore } = report;
      const money = shareReversed({ ...sold, refundedBefore, refunded: amount });
      const refund = {
        orderId,
        refundId,
        provider: sold.provider,
        money: amount,
        share: { account, money },
        at,
      };
      book = postInBook(book, postOrderRefunded(refund));
    } else if (report.type === 'payment.stray' || report.type === 'payment.returned') {
      const stray = { provider: report.provider, paymentId: report.paymentId, money: report.amount, at };
      book = postInBook(book, (report.type === 'payment.stray' ? postPaymentStray : postPaymentReturned)(stray));
    }
  }
  return book;
}

async function balances(like: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ account: string; currency: string; balance: number }>`
    SELECT account, currency, sum(amount)::bigint AS balance FROM ledger_posting
    WHERE account LIKE ${like} GROUP BY 1, 2 HAVING sum(amount) <> 0`.execute(rig.context.db);
  return Object.fromEntries(rows.map(({ account, currency, balance }) => [`${account} ${currency}`, balance]));
}

/** In deliveries that overlap, come again, and come before what they follow; statements are made in every night. */
async function deliver(account: AccountId, events: Event[], cuts: [number, number][]): Promise<void> {
  const feed = openFeed(rig.context);
  const reports = events.flatMap((event) => ('report' in event ? [event.report] : []));
  const numbered = reports.map((report, n) => ({ seq: n + 1, report }));
  let [taken, told, turn] = [0, 0, 0];
  for (const event of events) {
    if ('report' in event) {
      told += 1;
      continue;
    }
    while (taken < told) {
      const [length, back] = cuts[turn++ % cuts.length] ?? [1, 0];
      const end = Math.min(told, taken + length);
      const early = numbered.slice(taken + 1, taken + 3);
      if (early.length > 0) expect(await feed.hand(early)).toBe(taken);
      const batch = numbered.slice(Math.max(0, taken - back), end);
      expect(await Promise.all([feed.hand(batch), feed.hand(batch)])).toEqual([end, end]);
      taken = end;
    }
    const night = new Date(event.night);
    await rig.context.db.transaction().execute((trx) => makeStatements(trx, account, night));
  }
}

test('the books balance and equal core’s, shares are reversed exactly, and statements settle what they list', async () => {
  const { accountId: agreed } = await openSeller(rig, 'property');
  await fc.assert(
    fc.asyncProperty(
      prices,
      fc.array(step, { minLength: 15, maxLength: 45, size: 'max' }),
      cuts,
      async (all, steps, cut) => {
        // An account of its own for each story, so that its statements are all that there are.
        const account = newAccountId();
        const { db } = rig.context;
        await db.insertInto('account').values({ id: account, name: 'x', kind: 'maker' }).execute();
        const own = newPid();
        await db.insertInto('product').values({ pid: own, account_id: account, name: 'x' }).execute();
        await sql`
        INSERT INTO service_order (id, account_id, service_id, agreement_version, user_id, effective_at)
        SELECT ${newServiceOrderId()}, ${account}, service_id, agreement_version, user_id, ${new Date(START - DAY)}
        FROM service_order WHERE account_id = ${agreed}`.execute(db);
        const sold = sellAll(own, all);
        const events = tell(sold, steps);
        await deliver(account, events, cut);

        const book = keepBook(account, events);
        const expected: Record<string, number> = {};
        for (const currency of ['CNY', 'JPY'] as const) {
          const name = `clearing:${providerOf(own, { currency })}` as const;
          const { amount } = bookBalance(book, name, currency);
          if (amount !== 0) expected[`${name} ${currency}`] = amount;
        }
        expect(await balances(`clearing:%-${own}`)).toEqual(expected);

        const { rows: totals } = await sql<{ currency: 'CNY' | 'USD'; settled: number; open: number }>`
        SELECT currency, sum(settled)::bigint AS settled, (sum(share) - sum(reversed) - sum(settled))::bigint AS open
        FROM statement_total t JOIN statement s ON s.id = t.statement_id WHERE s.account_id = ${account} GROUP BY 1`.execute(
          db,
        );
        for (const currency of ['CNY', 'USD'] as const) {
          const owed = bookBalance(book, `accrued:${account}`, currency).amount;
          const total = totals.find((one) => one.currency === currency) ?? { settled: 0, open: 0 };
          expect(total.settled + total.open + owed).toBe(0);
          const kept = await balances(`%${account}`);
          expect((kept[`accrued:${account} ${currency}`] ?? 0) + total.open).toBe(0);
          expect((kept[`due:${account} ${currency}`] ?? 0) + total.settled).toBe(0);
        }
        // A maker is never owed more than the most that its shares ever came to at a month's end.
        const { rows: owing } = await sql<{ settled: number; most: number }>`
        SELECT sum(settled)::bigint AS settled, greatest(0, max(so_far))::bigint AS most FROM (
          SELECT t.currency, t.settled,
            sum(t.share - t.reversed) OVER (PARTITION BY t.currency ORDER BY s.month) AS so_far
          FROM statement_total t JOIN statement s ON s.id = t.statement_id WHERE s.account_id = ${account}) months
        GROUP BY currency`.execute(db);
        for (const { settled, most } of owing) expect(settled).toBe(most);
        const { rows: left } = await sql<{ n: number; whole: number }>`
        SELECT count(*) FILTER (WHERE statement_id IS NULL) AS n,
          count(*) FILTER (WHERE refunded = paid AND reversed <> share) AS whole
        FROM sold_order WHERE account_id = ${account}`.execute(db);
        expect(left).toEqual([{ n: 0, whole: 0 }]);
        // The operator reads of each order what its owner reads.
        const { items } = await listOrdersForOperator(rig.context, {
          query: { limit: 10, search: own },
          params: undefined,
          body: undefined,
        });
        const read = items.map(({ orderId, refunded, refunding, refundRefused }) => [
          orderId,
          { refunded: refunded.amount, refunding: refunding.amount, owed: refundRefused?.amount.amount ?? 0 },
        ]);
        const meant = sold.flatMap(({ order }) =>
          order.state === 'paid' || order.state === 'refunded'
            ? [
                [
                  order.id,
                  {
                    refunded: refundedOf(order, ['confirmed']).amount,
                    refunding: refundedOf(order, ['requested']).amount,
                    owed: owedOf(order).amount,
                  },
                ] as const,
              ]
            : [],
        );
        expect(Object.fromEntries(read)).toEqual(Object.fromEntries(meant));
      },
    ),
    { numRuns: 15 },
  );
  const { rows: sums } = await sql<{ total: string }>`
    SELECT sum(amount) AS total FROM ledger_posting GROUP BY currency`.execute(rig.context.db);
  expect(sums.map(({ total }) => Number(total))).toEqual(sums.map(() => 0));
}, 120_000);
