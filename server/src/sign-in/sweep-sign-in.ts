import { sql } from 'kysely';
import type { Executor } from '../store/executor.ts';
import { sweepTries } from './tries.ts';

/** Removes sessions, pending verifications, links of both kinds, challenges and tries that have expired. Nothing else does: most people never sign out. */
export async function sweepSignIn(db: Executor): Promise<void> {
  await sql`DELETE FROM login_session WHERE expires_at < kaitong_now()`.execute(db);
  await sql`DELETE FROM login_verification WHERE expires_at < kaitong_now()`.execute(db);
  await sql`DELETE FROM login_reset WHERE expires_at < kaitong_now()`.execute(db);
  await sql`DELETE FROM login_link WHERE expires_at < kaitong_now()`.execute(db);
  await sql`DELETE FROM login_challenge WHERE expires_at < kaitong_now()`.execute(db);
  await sweepTries(db);
}
