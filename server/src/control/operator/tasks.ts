import type { AccountId, ContactTopic, Currency, OrderId, Region, Reply, tasks } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlContext } from '../context.ts';

type Tasks = Reply<typeof tasks.listTasks>;

/** Of each kind: the page leads to the whole list. */
const FIRST = 5;

/** What waits for the operator, the oldest first. Four statements, of indexes and of what is open. */
export async function listTasks({ db, regions }: Pick<ControlContext, 'db' | 'regions'>): Promise<Tasks> {
  const [refusedRefunds, requests, due, lagging] = await Promise.all([
    listRefused(db),
    listRequests(db),
    listDue(db),
    listLagging(db, [...regions.keys()]),
  ]);
  return { refusedRefunds, requests, due, lagging };
}

type Db = ControlContext['db'];
type Counted = { count: number };

/** `count(*) OVER ()` counts before the limit is taken. */
const toWaiting = <Row extends Counted, Item>(rows: readonly Row[], show: (row: Row) => Item) => ({
  count: rows[0]?.count ?? 0,
  first: rows.map(show),
});

type Refused = Counted & { orderId: OrderId; region: Region; amount: number; currency: Currency; at: Date };

async function listRefused(db: Db): Promise<Tasks['refusedRefunds']> {
  const { rows } = await sql<Refused>`
    SELECT r.order_id AS "orderId", o.region, r.amount, r.currency, r.at, count(*) OVER ()::int AS count
    FROM refund_request r JOIN sold_order o ON o.id = r.order_id
    WHERE r.state = 'refused' AND o.refunded + (
      SELECT coalesce(sum(amount), 0) FROM refund_request WHERE order_id = o.id AND state = 'requested') < o.paid
    ORDER BY r.at, r.order_id LIMIT ${FIRST}`.execute(db);
  return toWaiting(rows, ({ orderId, region, amount, currency, at }) => ({
    ...{ orderId, region, amount: { amount, currency } },
    at: at.toISOString(),
  }));
}

type Request = Counted & { id: string; topic: ContactTopic; region: Region | null; at: Date };

async function listRequests(db: Db): Promise<Tasks['requests']> {
  const { rows } = await sql<Request>`
    SELECT id, topic, region, created_at AS at, count(*) OVER ()::int AS count
    FROM contact_request WHERE state = 'sent' ORDER BY created_at, id LIMIT ${FIRST}`.execute(db);
  return toWaiting(rows, ({ id, topic, region, at }) => ({ id, topic, region, at: at.toISOString() }));
}

type Due = Counted & {
  accountId: AccountId;
  accountName: string;
  currency: Currency;
  amount: number;
  payable: boolean;
};

/** By the books: what was settled and not paid out, the most first. */
async function listDue(db: Db): Promise<Tasks['due']> {
  const { rows } = await sql<Due>`
    WITH owed AS (
      SELECT account, currency, -sum(amount) AS amount
      FROM ledger_posting WHERE account LIKE 'due:%' GROUP BY 1, 2 HAVING sum(amount) < 0)
    SELECT a.id AS "accountId", a.name AS "accountName", currency, amount::bigint AS amount,
      EXISTS (SELECT FROM payout_channel c WHERE c.account_id = a.id) AS payable, count(*) OVER ()::int AS count
    FROM owed JOIN account a ON owed.account = 'due:' || a.id
    ORDER BY amount DESC, a.id, currency LIMIT ${FIRST}`.execute(db);
  return toWaiting(rows, ({ accountId, accountName, currency, amount, payable }) => ({
    ...{ accountId, accountName, payable },
    money: { amount, currency },
  }));
}

async function listLagging(db: Db, names: readonly Region[]): Promise<Tasks['lagging']> {
  const { rows } = await sql<{ region: Region; changes: number; since: Date }>`
    SELECT region, count(*)::int AS changes, min(lagging_since) AS since
    FROM publication WHERE lagging_since IS NOT NULL AND region = ANY(${names}) GROUP BY region ORDER BY region`.execute(
    db,
  );
  return rows.map(({ since, ...rest }) => ({ ...rest, since: since.toISOString() }));
}
