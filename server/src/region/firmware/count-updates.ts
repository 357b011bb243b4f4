import type { Parsed, Reply, regionPlane } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';

/** Paired units of a product by what they said last of each release. */
export async function countUpdates(
  { db }: RegionContext,
  { body: { pid } }: Parsed<typeof regionPlane.countUpdates>,
): Promise<Reply<typeof regionPlane.countUpdates>> {
  const saying = (report: string) => sql<number>`count(*) FILTER (WHERE report = ${report})`;
  const items = await db
    .selectFrom('firmware_update')
    .innerJoin('device', 'device.device_id', 'firmware_update.device_id')
    .select('release_id as releaseId')
    .select([
      sql<number>`count(*) FILTER (WHERE report IS NULL)`.as('offered'),
      saying('downloading').as('downloading'),
      saying('failed').as('failed'),
      saying('installed').as('installed'),
      saying('rolled_back').as('rolledBack'),
    ])
    .where('pid', '=', pid)
    .where('removed_at', 'is', null)
    .groupBy('release_id')
    .execute();
  return { items };
}
