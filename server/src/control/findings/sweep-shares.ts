import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTransaction } from '../context.ts';

/** Whoever made an address may want to see for so long who opened it. */
const SHOWN_AFTERWARDS = days(30);

export async function sweepFindingsShares(trx: ControlTransaction): Promise<void> {
  await sql`
    DELETE FROM findings_share
    WHERE least(ended_at, expires_at) < kaitong_now() - ${SHOWN_AFTERWARDS} * interval '1 ms'`.execute(trx);
}
