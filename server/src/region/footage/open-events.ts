import { hours, type OwnerId, type Pid } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** A camera that lost its power leaves its event open for days: it counts for an hour, which is as long as an event may be. */
const COUNTED = hours(1);

/** How many events of an owner or a product are open, up to `most`, as it was before the statement. */
export const countOpen = (column: 'owner_id' | 'pid', value: OwnerId | Pid, most: number): RawBuilder<number> => sql`
  (SELECT count(*) FROM (SELECT FROM open_event WHERE ${sql.ref(`open_event.${column}`)} = ${value}
    AND open_event.opened_at > kaitong_now() - ${COUNTED} * interval '1 ms' LIMIT ${most}) AS one)`;

/** Removes what is counted no longer. */
export async function sweepOpenEvents(trx: RegionTransaction): Promise<void> {
  await sql`DELETE FROM open_event WHERE opened_at < kaitong_now() - ${COUNTED} * interval '1 ms'`.execute(trx);
}

/** For an owner who leaves. */
export async function forgetOpenEvents(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  await trx.deleteFrom('open_event').where('owner_id', '=', ownerId).execute();
}
