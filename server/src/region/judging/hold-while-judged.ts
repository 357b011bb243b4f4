import { LONGEST_WORK } from '@kaitong/judge';
import { sql } from 'kysely';

/** The judge's longest work, and its wait for a lane. */
const LONGEST_HOLD = 2 * LONGEST_WORK;

/**
 * To be selected with the row that it is about: lets the transaction hold it for as long as the judge may take. Otherwise one
 * that does nothing is ended much sooner.
 */
export const holdWhileJudged = sql<string>`
  set_config('idle_in_transaction_session_timeout', ${String(LONGEST_HOLD)}, true)`.as('held_for');
