import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** A tool that is started again sends its init segment again; one whose line was away does not. */
const KEPT = days(7);

/** Forgets streams that went silent long ago, and tokens of devices that were removed: nothing can be pushed with them. */
export async function sweepPushes(trx: RegionTransaction): Promise<void> {
  const before = sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`;
  await trx.deleteFrom('push_stream').where('used_at', '<', before).where('is_open', '=', false).execute();
  await trx
    .deleteFrom('ingest_token')
    .where('device_id', 'in', (removed) =>
      removed.selectFrom('device').select('device_id').where('removed_at', '<', before),
    )
    .execute();
}
