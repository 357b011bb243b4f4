import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';

const KEPT = days(90);

export async function sweepNotices(db: Executor): Promise<void> {
  await sql`DELETE FROM notice WHERE at < kaitong_now() - ${KEPT} * interval '1 ms'`.execute(db);
}
