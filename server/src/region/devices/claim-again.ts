import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import { notify } from '../../store/notifications.ts';
import { CLAIMS_CHANGED } from './claims.ts';

/**
 * Control or this region was restored, so that what one has of claims and what the other has are of different times: every
 * pairing claims its unit anew, and stands before whoever asked for it meanwhile. Repeated, it changes nothing.
 */
export async function claimAgain(db: Executor): Promise<void> {
  await sql`UPDATE device SET claim = NULL, claim_kind = 'before' WHERE removed_at IS NULL`.execute(db);
  await notify(db, CLAIMS_CHANGED, '');
}
