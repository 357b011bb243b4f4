import type { Region } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';
import { deliveryKind } from './delivery-names.ts';

/** A region answers again: what waits for its next try is tried now. Rows in another process's hands are due anyway. */
export async function hurry(db: Executor, region: Region): Promise<void> {
  await sql`
    UPDATE deadline SET due_at = kaitong_now() WHERE (kind, subject) IN (
      SELECT kind, subject FROM deadline WHERE kind = ${deliveryKind(region)} AND due_at > kaitong_now()
      FOR UPDATE SKIP LOCKED)`.execute(db);
}
