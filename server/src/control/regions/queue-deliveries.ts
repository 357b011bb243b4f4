import { type Pid, type Region, seconds } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { deliveryKind, licencesSubject, productSubject } from './delivery-names.ts';

type Regions = Pick<ControlContext, 'regions'>;

/**
 * Has every region told of a product's state as it is once the transaction commits. The product's row is locked.
 *
 * @param there regions that have a row of it for certain; of others it is looked up
 */
export async function queueProduct(
  { regions }: Regions,
  trx: ControlTransaction,
  pid: Pid,
  there: readonly Region[],
): Promise<void> {
  await addMissing(
    trx,
    pid,
    [...regions.keys()].filter((region) => !there.includes(region)),
  );
  for (const region of regions.keys()) await setDeadline(trx, deliveryKind(region), productSubject(pid), seconds(0));
}

/** The same of one that is being made by the same statement. */
export async function queueNewProduct({ regions }: Regions, unit: Kysely<ControlTables>, pid: Pid): Promise<void> {
  const rows = [...regions.keys()].map((region) => ({ pid, region }));
  if (rows.length > 0) await noteStatement(unit, unit.insertInto('publication').values(rows));
  for (const region of regions.keys()) await setDeadline(unit, deliveryKind(region), productSubject(pid), seconds(0));
}

/**
 * Rows that are there are left alone: a delivery has its own locked while it waits for the application that the caller may
 * hold, and even ON CONFLICT DO NOTHING waits for whoever changes a row. The product's lock keeps others from adding.
 */
async function addMissing(trx: ControlTransaction, pid: Pid, missing: readonly Region[]): Promise<void> {
  if (missing.length === 0) return;
  await sql`
    INSERT INTO publication (pid, region)
    SELECT ${pid}, region FROM unnest(${missing}::text[]) AS region
    WHERE NOT EXISTS (SELECT FROM publication AS known WHERE known.pid = ${pid} AND known.region = region.region)`.execute(
    trx,
  );
}

/** Has every region told of a batch of licences. */
export async function queueLicences({ regions }: Regions, trx: Kysely<ControlTables>, batch: string): Promise<void> {
  const deliveries = [...regions.keys()].map((region) => ({ batch, region }));
  if (deliveries.length > 0) await noteStatement(trx, trx.insertInto('licence_delivery').values(deliveries));
  for (const region of regions.keys()) await setDeadline(trx, deliveryKind(region), licencesSubject(batch), seconds(0));
}
