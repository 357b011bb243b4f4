import type { Reconciliation } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import type { Look } from './look.ts';

const SHOWN = 10;

type Example = Reconciliation['examples'][number];

/** The reconciler's report: of the look that goes on, else of the last one; null before the first. */
export async function findLastLook(db: Executor): Promise<Reconciliation | null> {
  const { rows } = await sql<Look>`SELECT * FROM reconciliation ORDER BY id DESC LIMIT 1`.execute(db);
  const [look] = rows;
  if (!look) return null;
  const { rows: examples } = await sql<Omit<Example, 'foundAt'> & { found_at: Date }>`
    SELECT fault, key, found_at FROM footage_fault WHERE reconciliation_id = ${look.id}
    ORDER BY found_at DESC, key LIMIT ${SHOWN}`.execute(db);
  return {
    startedAt: look.started_at.toISOString(),
    finishedAt: look.finished_at?.toISOString() ?? null,
    objects: look.objects,
    missing: look.missing,
    orphaned: look.orphaned,
    repaired: look.repaired,
    examples: examples.map(({ found_at, ...example }) => ({ ...example, foundAt: found_at.toISOString() })),
  };
}
