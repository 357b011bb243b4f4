import type { Reply, regionSales } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from './context.ts';

/** Figures of this region for the operator. */
export async function getHealth({ db, judge }: RegionContext): Promise<Reply<typeof regionSales.getHealth>> {
  const { rows } = await sql<Record<'devices' | 'online' | 'subscriptions' | 'queue' | 'unreported', number>>`
    SELECT
      (SELECT count(*) FROM device WHERE removed_at IS NULL) AS devices,
      (SELECT count(*) FROM device WHERE removed_at IS NULL AND presence = 'online') AS online,
      (SELECT count(*) FROM subscription WHERE ends_at > kaitong_now()) AS subscriptions,
      (SELECT count(*) FROM event_object WHERE state = 'committed' AND decoding IS NULL) AS queue,
      (SELECT coalesce(sum(seq - acknowledged), 0) FROM topic WHERE acknowledged < seq) AS unreported`.execute(db);
  const [row] = rows;
  return {
    devices: Number(row?.devices),
    online: Number(row?.online),
    subscriptions: Number(row?.subscriptions),
    footageBytes: 0,
    judgeQueue: Number(row?.queue),
    decoder: judge.level2(),
    unreported: Number(row?.unreported),
    reconciled: null,
  };
}
