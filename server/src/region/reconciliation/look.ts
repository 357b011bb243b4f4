import { days, type FootageFault } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import type { ReconciliationTable } from '../../store/region/retention.ts';
import { addFaults } from '../footage/add-faults.ts';

export type Look = Selectable<ReconciliationTable>;
export type Fault = { fault: FootageFault; key: string };

/** As many as somebody reads; all of them stand in the log. */
const MOST_EXAMPLES = 100;
const LOOKS_KEPT = days(90);

/** The look that goes on, or a new one: whichever process began it. */
export async function openLook(db: Executor): Promise<Look> {
  await sql`INSERT INTO reconciliation DEFAULT VALUES ON CONFLICT DO NOTHING`.execute(db);
  const { rows } = await sql<Look>`SELECT * FROM reconciliation WHERE finished_at IS NULL`.execute(db);
  if (!rows[0]) throw new Error('the look that was just begun is over already');
  return rows[0];
}

/** Everything up to `prefix` was looked at: a process that goes on with this look begins after it. */
export async function noteProgress(db: Executor, { id }: Look, prefix: string, objects: number): Promise<Look> {
  const { rows } = await sql<Look>`
    UPDATE reconciliation SET after_prefix = ${prefix}, objects = objects + ${objects} WHERE id = ${id} RETURNING *`.execute(
    db,
  );
  if (!rows[0]) throw new Error(`look ${id} vanished`);
  return rows[0];
}

/** Writes down what is wrong: in the transaction that repairs it, or with why it stays. */
export async function noteFaults(
  db: Executor,
  { id }: Look,
  faults: readonly Fault[],
  { repaired }: { repaired: boolean },
): Promise<void> {
  if (faults.length === 0) return;
  const orphaned = faults.filter(({ fault }) => fault === 'orphaned').length;
  await addFaults(db, id, faults, MOST_EXAMPLES);
  await sql`
    UPDATE reconciliation SET missing = missing + ${faults.length - orphaned}, orphaned = orphaned + ${orphaned},
      repaired = repaired + ${repaired ? faults.length : 0}
    WHERE id = ${id}`.execute(db);
}

export async function finishLook(db: Executor, { id }: Look): Promise<void> {
  await sql`UPDATE reconciliation SET finished_at = kaitong_now() WHERE id = ${id}`.execute(db);
  await sql`
    DELETE FROM reconciliation WHERE finished_at < kaitong_now() - ${LOOKS_KEPT} * interval '1 ms'`.execute(db);
}
