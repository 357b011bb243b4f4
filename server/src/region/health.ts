import type { Reply, regionSales } from '@kaitong/contract';
import { sql } from 'kysely';
import { findClockSkew } from '../store/server-processes.ts';
import type { RegionContext } from './context.ts';
import { sumTotals } from './footage/footage-totals.ts';
import { findMove } from './moving/move.ts';
import { findLastLook } from './reconciliation/last-look.ts';

type Figures = Record<'devices' | 'online' | 'subscriptions' | 'queue' | 'unreported', number>;

/** Figures of this region for the operator. */
export async function getHealth({
  db,
  decoder,
  space,
  keys,
  certificate,
}: RegionContext): Promise<Reply<typeof regionSales.getHealth>> {
  // The two halves of the judge's queue are asked for as its own indexes have them.
  const { rows } = await sql<Figures>`
    SELECT paired.*,
      (SELECT count(*) FROM subscription WHERE ends_at > kaitong_now()) AS subscriptions,
      (SELECT count(*) FROM event_object WHERE state = 'committed' AND inspection IS NULL)
      + (SELECT count(*) FROM event_object
         WHERE state = 'committed' AND inspection IS NOT NULL AND decoding IS NULL) AS queue,
      (SELECT coalesce(sum(seq - acknowledged), 0)::bigint FROM topic WHERE acknowledged < seq) AS unreported
    FROM (
      SELECT count(*) AS devices, count(*) FILTER (WHERE presence = 'online') AS online
      FROM device_now WHERE removed_at IS NULL AND kind = 'camera') AS paired`.execute(db);
  const [figures] = rows;
  if (!figures) throw new Error('a region has figures, be they zero');
  const { queue, ...counts } = figures;
  const reconciled = await findLastLook(db);
  const move = await findMove(db);
  return {
    ...counts,
    footageBytes: await sumTotals(db),
    judgeQueue: queue,
    decoder: await decoder(),
    reconciled,
    move,
    clockSkewMs: await findClockSkew(db),
    storage: await space.look(),
    keys: await keys.look(),
    certificate: certificate(),
  };
}
