import { days } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';

const KEPT = days(30);

export async function sweepDeliveries(db: Executor): Promise<void> {
  await sql`DELETE FROM webhook_delivery WHERE created_at < kaitong_now() - ${KEPT} * interval '1 ms'`.execute(db);
}
