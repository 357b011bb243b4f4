import type { AccountId, Parsed, platform, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import { containing, toPage } from '../../paging.ts';
import { isPlaceholder } from '../../sign-in/login.ts';
import type { Executor } from '../../store/executor.ts';
import { listMakerBalances } from '../billing/balances.ts';
import type { ControlContext } from '../context.ts';

/** Maker accounts, newest first; by part of their name, login or id, or those that wait for a payout. */
export async function listMakers(
  { db }: ControlContext,
  { query: { cursor, limit, search, due } }: Parsed<typeof platform.listMakers>,
): Promise<Reply<typeof platform.listMakers>> {
  let makers = db.selectFrom('account').select(['id', 'name', 'created_at']).where('kind', '=', 'maker');
  if (search) {
    const like = containing(search);
    makers = makers.where((where) =>
      where.or([
        where('account.name', 'ilike', like),
        where(sql.ref<string>('account.id'), 'like', like),
        sql<boolean>`EXISTS (
          SELECT FROM member m JOIN login_user u ON u.id = m.user_id
          WHERE m.account_id = account.id AND (u.email ILIKE ${like} OR u.phone LIKE ${like}))`,
      ]),
    );
  }
  if (due)
    makers = makers.where(sql<boolean>`EXISTS (
      SELECT FROM ledger_posting WHERE ledger_posting.account = 'due:' || account.id
      GROUP BY currency HAVING sum(amount) < 0)`);
  if (cursor)
    makers = makers.where(sql<boolean>`(created_at, id) < (SELECT created_at, id FROM account WHERE id = ${cursor})`);
  const rows = await makers
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const ids = rows.slice(0, limit).map(({ id }) => id);
  const [facts, balances] = await Promise.all([listFacts(db, ids), listMakerBalances(db, ids)]);
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    ({ id, name, created_at }) => ({
      accountId: id,
      name,
      createdAt: created_at.toISOString(),
      ...(facts.get(id) ?? { login: '', products: 0, activated: 0, agreementVersion: null, payable: false }),
      balances: (balances.get(id) ?? []).map(({ currency, accrued, due }) => ({ currency, accrued, due })),
    }),
  );
}

type Facts = {
  login: string;
  products: number;
  activated: number;
  agreementVersion: string | null;
  payable: boolean;
};

async function listFacts(db: Executor, ids: readonly AccountId[]): Promise<Map<AccountId, Facts>> {
  const { rows } = await sql<Omit<Facts, 'login'> & { id: AccountId; email: string; phone: string | null }>`
    SELECT a.id, u.email, u.phone, o.agreement_version AS "agreementVersion",
      (SELECT count(*) FROM product p WHERE p.account_id = a.id) AS products,
      (SELECT count(*) FROM product p JOIN activation USING (pid) WHERE p.account_id = a.id) AS activated,
      EXISTS (SELECT FROM payout_channel c WHERE c.account_id = a.id) AS payable
    FROM account a
    LEFT JOIN LATERAL (
      SELECT u.email, u.phone FROM member m JOIN login_user u ON u.id = m.user_id
      WHERE m.account_id = a.id ORDER BY m.role <> 'administrator', m.created_at LIMIT 1) u ON true
    LEFT JOIN service_order o ON o.account_id = a.id AND o.state = 'in_force' AND o.service_id = 'video-cloud-storage'
    WHERE a.id = ANY(${ids})`.execute(db);
  return new Map(rows.map(({ id, email, phone, ...rest }) => [id, { ...rest, login: loginOf(email, phone) }] as const));
}

const loginOf = (email: string | null, phone: string | null): string =>
  (email === null || isPlaceholder(email) ? phone : email) ?? '';
