import type { FirmwareVersion, Parsed, Reply, regionPlane } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';

/** How many paired units of a product run which firmware, and are online; the commonest first. */
export async function countFirmware(
  { db }: RegionContext,
  { body: { pid } }: Parsed<typeof regionPlane.countFirmware>,
): Promise<Reply<typeof regionPlane.countFirmware>> {
  const items = await db
    .selectFrom('device_now')
    .select(['firmware', (count) => count.fn.countAll<number>().as('units')])
    .select(sql<number>`count(*) FILTER (WHERE presence = 'online')`.as('online'))
    .where('pid', '=', pid)
    .where('removed_at', 'is', null)
    .where('firmware', 'is not', null)
    .groupBy('firmware')
    .orderBy('units', 'desc')
    .$narrowType<{ firmware: FirmwareVersion }>()
    .execute();
  return { items };
}
