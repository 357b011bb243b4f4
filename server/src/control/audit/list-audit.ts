import type {
  AccountId,
  AuditEntry,
  AuditFilter,
  audit,
  operatorAudit,
  Parsed,
  Refusal,
  Reply,
} from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { containing, toPage } from '../../paging.ts';
import { isPlaceholder } from '../../sign-in/login.ts';
import type { Executor } from '../../store/executor.ts';
import type { ControlContext } from '../context.ts';

/** The account's own trail: who is in it sees what all of them did, so it is its administrators'. */
export async function listAudit(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit, ...filter } }: Parsed<typeof audit.listAudit>,
): Promise<Reply<typeof audit.listAudit> | Refusal> {
  return await listPage(db, { of: caller.accountId, filter, cursor, limit });
}

export async function listAuditForOperator(
  { db }: ControlContext,
  { query: { cursor, limit, ...filter } }: Parsed<typeof operatorAudit.listAuditForOperator>,
): Promise<Reply<typeof operatorAudit.listAuditForOperator>> {
  return await listPage(db, { of: 'all', filter, cursor, limit });
}

type Asked = { of: AccountId | 'all'; filter: AuditFilter; cursor: string | undefined; limit: number };

async function listPage(db: Executor, { limit, ...asked }: Asked): Promise<Reply<typeof audit.listAudit>> {
  const rows = await readEntries(db, { ...asked, limit: limit + 1 });
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    (entry) => entry,
  );
}

type Row = Omit<AuditEntry, 'at' | 'account' | 'user' | 'byKey' | 'key'> & {
  at: Date;
  account_id: AccountId;
  account_name: string | null;
  email: string | null;
  phone: string | null;
  by_key: boolean;
  key_id: string | null;
  key_name: string | null;
};

/** Newest first. What the operator did to an account's things stands in its trail without who it was, and why. */
export async function readEntries(db: Executor, { of, filter, cursor, limit }: Asked): Promise<AuditEntry[]> {
  const isOurs = of === 'all' ? sql<boolean>`true` : sql<boolean>`(a.account_id = ${of} OR a.about_account = ${of})`;
  const { rows } = await sql<Row>`
    SELECT a.id::text AS id, a.at, a.account_id, account.name AS account_name, u.email, u.phone, a.by_key, a.key_id,
      key.name AS key_name, a.action, a.subject, a.details
    FROM audit a LEFT JOIN account ON account.id = a.account_id LEFT JOIN login_user u ON u.id = a.user_id
      LEFT JOIN api_key key ON key.id = a.key_id
    WHERE ${isOurs} AND ${matches(filter)}
      ${cursor === undefined ? sql`` : sql`AND a.id < (SELECT a.id FROM audit a WHERE a.id::text = ${cursor} AND ${isOurs})`}
    ORDER BY a.id DESC LIMIT ${limit}`.execute(db);
  return rows.map(({ account_id, account_name, email, phone, by_key, key_id, key_name, at, details, ...entry }) => {
    const isOthers = of !== 'all' && account_id !== of;
    return {
      ...entry,
      at: at.toISOString(),
      account: { id: account_id, name: account_name ?? '' },
      user: isOthers ? null : (phone ?? (email === null || isPlaceholder(email) ? null : email)),
      byKey: by_key,
      key: isOthers || key_id === null ? null : { id: key_id, name: key_name },
      details: isOthers ? null : details,
    };
  });
}

function matches({ action, search, from, to, accountId }: AuditFilter): RawBuilder<boolean> {
  const conditions = [
    action === undefined ? undefined : sql<boolean>`a.action = ${action}`,
    search === undefined ? undefined : sql<boolean>`(a.subject ILIKE ${containing(search)} OR a.key_id = ${search})`,
    from === undefined ? undefined : sql<boolean>`a.at >= ${from}::timestamptz`,
    to === undefined ? undefined : sql<boolean>`a.at < ${to}::timestamptz`,
    accountId === undefined ? undefined : sql<boolean>`a.account_id = ${accountId}`,
  ].filter((condition) => condition !== undefined);
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` AND `)}`;
}
