import { isRefusal, type Parsed, type Pid, type Refusal, type Reply, type sales } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';

/** Every activation of a product, the one in force and those that were undone, newest first. */
export async function listActivations(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { pid }, query: { cursor, limit } }: Parsed<typeof sales.listActivations>,
): Promise<Reply<typeof sales.listActivations> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'listActivations');
  if (isRefusal(product)) return product;
  let activations = allActivations(db, pid);
  if (cursor) {
    const last = allActivations(db, pid)
      .clearSelect()
      .select(['activated_at', 'application_id'])
      .where(sql.ref<string>('application_id'), '=', cursor);
    activations = activations.where(sql<boolean>`(activated_at, application_id) < ${last}`);
  }
  const rows = await activations
    .orderBy('activated_at', 'desc')
    .orderBy('application_id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    (row) => row.application_id,
    (row) => ({
      applicationId: row.application_id,
      deviceId: row.device_id,
      firmware: row.firmware,
      activatedAt: row.activated_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      reason: row.reason,
    }),
  );
}

const allActivations = (db: Kysely<ControlTables>, pid: Pid) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom('activation')
        .select(['application_id', 'device_id', 'firmware', 'activated_at'])
        .select([sql<Date | null>`NULL::timestamptz`.as('ended_at'), sql<string | null>`NULL`.as('reason')])
        .where('pid', '=', pid)
        .unionAll(
          from
            .selectFrom('past_activation')
            .select(['application_id', 'device_id', 'firmware', 'activated_at'])
            .select([sql<Date | null>`ended_at`.as('ended_at'), sql<string | null>`nullif(reason, '')`.as('reason')])
            .where('pid', '=', pid),
        )
        .as('every'),
    )
    .selectAll();
