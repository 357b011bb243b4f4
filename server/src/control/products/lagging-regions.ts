import type { Pid, Region } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';

/** Regions that have not confirmed the newest state of a product. */
export async function listLaggingRegions(db: Kysely<ControlTables>, pid: Pid): Promise<string[]> {
  const rows = await laggingPublications(db).where('publication.pid', '=', pid).execute();
  return rows.map(({ region }) => region);
}

/** The same for many products at once. */
export async function laggingByPid(db: Kysely<ControlTables>, pids: readonly Pid[]): Promise<Map<Pid, Region[]>> {
  const lagging = new Map<Pid, Region[]>();
  if (pids.length === 0) return lagging;
  const rows = await laggingPublications(db).where('publication.pid', 'in', pids).execute();
  for (const { pid, region } of rows) lagging.set(pid, [...(lagging.get(pid) ?? []), region]);
  return lagging;
}

const laggingPublications = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('publication')
    .innerJoin('product', 'product.pid', 'publication.pid')
    .select(['publication.pid', 'publication.region'])
    .whereRef('publication.confirmed_version', '<', 'product.version')
    .orderBy('publication.region');
