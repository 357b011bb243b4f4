import { type Conformance, type ConformanceId, outcomeOf } from '@kaitong/contract';
import type { Kysely, Selectable } from 'kysely';
import type { z } from 'zod';
import type { MakerCaller } from '../../callers.ts';
import type { ConformanceTable } from '../../store/control/conformance.ts';
import type { ControlTables } from '../../store/control/tables.ts';

type Row = Selectable<ConformanceTable> & { product_name: string };

/** Extended tests of the caller's account with the name of their product. Another account's are as good as none. */
export const conformanceOf = (db: Kysely<ControlTables>, { accountId }: MakerCaller) =>
  db
    .selectFrom('conformance')
    .innerJoin('product', 'product.pid', 'conformance.pid')
    .selectAll('conformance')
    .select('product.name as product_name')
    .where('conformance.account_id', '=', accountId);

export async function findConformanceOf(
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  id: ConformanceId,
): Promise<Row | undefined> {
  return await conformanceOf(db, caller).where('conformance.id', '=', id).executeTakeFirst();
}

export const showConformance = (row: Row): z.input<typeof Conformance> => ({
  id: row.id,
  deviceId: row.device_id,
  pid: row.pid,
  productName: row.product_name,
  firmware: row.firmware,
  region: row.region,
  state: row.state,
  outcome: outcomeOf(row.items),
  items: row.items,
  problem: row.problem,
  createdAt: row.created_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
});

/** The same without its evidence, which stands with the test itself. */
export const showInList = (row: Row): z.input<typeof Conformance> =>
  showConformance({ ...row, items: row.items.map((item) => ({ ...item, observations: [], clips: [] })) });
