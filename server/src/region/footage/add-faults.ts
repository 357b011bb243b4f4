import type { FootageFault } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';

/** Writes down what of the index and the store did not agree in one look at them; no more than `most` of one look. */
export async function addFaults(
  db: Executor,
  look: number,
  faults: readonly { fault: FootageFault; key: string }[],
  most: number,
): Promise<void> {
  await sql`
    INSERT INTO footage_fault (reconciliation_id, fault, key)
    SELECT ${look}::bigint, fault, key
    FROM unnest(${faults.map(({ fault }) => fault)}::text[], ${faults.map(({ key }) => key)}::text[]) AS f (fault, key)
    LIMIT greatest(0, ${most} - (SELECT count(*) FROM footage_fault WHERE reconciliation_id = ${look}))
    ON CONFLICT DO NOTHING`.execute(db);
}
