import {
  BULK_ITEM_STATES,
  type BulkActivationId,
  type BulkItemState,
  type bulkActivations,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { behind } from '../../paging.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import type { ControlContext } from '../context.ts';

type Report = Reply<typeof bulkActivations.getBulkActivation>;
type Row = Selectable<ControlTables['bulk_activation']>;
type Counts = Record<BulkItemState, number>;

/** What the account submitted in one call. Another account's is as good as none. */
export const bulksOf = (db: Kysely<ControlTables>, { accountId }: MakerCaller) =>
  db.selectFrom('bulk_activation').selectAll().where('account_id', '=', accountId);

export async function getBulkActivation(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof bulkActivations.getBulkActivation>,
): Promise<Report | Refusal> {
  const found = await bulksOf(db, caller).where('id', '=', id).executeTakeFirst();
  return found ? await showReport(db, id) : refusal('not_found');
}

/** @throws if there is none */
export async function showReport(db: Kysely<ControlTables>, id: BulkActivationId): Promise<Report> {
  const bulk = await db.selectFrom('bulk_activation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const items = await readItems(db, id);
  const counts = noCounts();
  for (const { state } of items) counts[state] += 1;
  return { ...show(bulk, counts), items };
}

export async function listBulkActivations(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof bulkActivations.listBulkActivations>,
): Promise<Reply<typeof bulkActivations.listBulkActivations>> {
  let rows = bulksOf(db, caller);
  if (cursor) rows = rows.where(behind('bulk_activation', cursor, caller.accountId));
  const found = await rows
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const bulks = found.slice(0, limit);
  const counts = await countItems(
    db,
    bulks.map(({ id }) => id),
  );
  return {
    items: bulks.map((bulk) => show(bulk, counts.get(bulk.id) ?? noCounts())),
    next: found.length > limit ? (bulks.at(-1)?.id ?? null) : null,
  };
}

const show = (bulk: Row, counts: Counts): Omit<Report, 'items'> => ({
  id: bulk.id,
  state: bulk.state,
  problem: bulk.problem,
  createdAt: bulk.created_at.toISOString(),
  endedAt: bulk.ended_at?.toISOString() ?? null,
  pausedUntil: bulk.state === 'running' ? (bulk.paused_until?.toISOString() ?? null) : null,
  counts,
});

const noCounts = (): Counts => Object.fromEntries(BULK_ITEM_STATES.map((state) => [state, 0])) as Counts;

/** Where a sample stands is told by its application: nothing of it is kept twice. */
const STATE = sql<BulkItemState>`CASE
  WHEN item.application_id IS NULL THEN 'malformed'
  WHEN application.id IS NOT NULL THEN application.state
  WHEN bulk.state = 'running' THEN 'waiting'
  ELSE 'not_begun' END`;

const itemRows = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('bulk_activation_item as item')
    .innerJoin('bulk_activation as bulk', 'bulk.id', 'item.bulk_id')
    .leftJoin('application', 'application.id', 'item.application_id');

async function readItems(db: Kysely<ControlTables>, id: BulkActivationId): Promise<Report['items']> {
  const rows = await itemRows(db)
    .where('item.bulk_id', '=', id)
    .select(['item.line', 'item.device_id', STATE.as('state'), 'application.id', 'application.pid'])
    .select(['application.firmware', 'application.problem', 'application.findings'])
    .orderBy('item.line')
    .execute();
  return rows.map(({ line, device_id, state, id: applicationId, pid, firmware, problem, findings }) => ({
    ...{ line, deviceId: device_id, state, applicationId, pid, firmware },
    problem: state === 'malformed' ? refusal('device_id_malformed', { field: 'deviceIds' }) : problem,
    findings: (findings ?? []).flatMap(({ severity, code }) => (severity === 'error' ? [code] : [])),
  }));
}

async function countItems(db: Kysely<ControlTables>, ids: BulkActivationId[]): Promise<Map<string, Counts>> {
  const found = new Map<string, Counts>();
  if (ids.length === 0) return found;
  const rows = await itemRows(db)
    .where('item.bulk_id', 'in', ids)
    .select(['item.bulk_id', STATE.as('state'), sql<number>`count(*)::int`.as('n')])
    .groupBy([sql`1`, sql`2`]) // by name the second would be the state of the whole
    .execute();
  for (const { bulk_id, state, n } of rows) {
    const counts = found.get(bulk_id) ?? noCounts();
    found.set(bulk_id, { ...counts, [state]: n });
  }
  return found;
}
