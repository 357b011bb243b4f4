import { seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { notify } from '../../store/notifications.ts';
import { writeNoted } from '../../store/unit-of-work.ts';
import type { RegionTransaction } from '../context.ts';

/** What brokers listen to; the payload is the one that is asked whether it is still there. */
export const LEASE_ASKED = 'lease-asked';

/** With the time to answer and the sweep's own period it is about 75 s until what a killed process held is taken for gone. */
const QUIET = seconds(60);
/** A clock that jumped, or a machine that slept, must not end every lease: who is alive answers at once. */
const ANSWER_WITHIN = seconds(5);

/** Asks brokers that have not renewed their lease for a while, and names those that were asked and did not answer. */
export async function listLapsedBrokers(trx: RegionTransaction): Promise<string[]> {
  const { rows: lapsed } = await sql<{ broker: string }>`
    SELECT broker FROM broker_lease WHERE asked_at < kaitong_now() - ${ANSWER_WITHIN} * interval '1 ms'
    FOR UPDATE SKIP LOCKED`.execute(trx);
  const { rows: asked } = await sql<{ broker: string }>`
    UPDATE broker_lease SET asked_at = kaitong_now()
    WHERE asked_at IS NULL AND renewed_at < kaitong_now() - ${QUIET} * interval '1 ms' RETURNING broker`.execute(trx);
  for (const { broker } of asked) await notify(trx, LEASE_ASKED, broker);
  return lapsed.map(({ broker }) => broker);
}

/** Ends a lease once no connection counts as held under it. */
export async function endEmptyLease(trx: RegionTransaction, broker: string): Promise<void> {
  await writeNoted(trx);
  await sql`
    DELETE FROM broker_lease WHERE broker = ${broker}
      AND NOT EXISTS (SELECT FROM device_presence WHERE broker = ${broker} AND hold = 'there')`.execute(trx);
}
