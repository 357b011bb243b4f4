import {
  type DeviceId,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type regionPlane,
  type SoakId,
} from '@kaitong/contract';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import { clearDeadline } from '../../store/deadlines.ts';
import { append } from '../../store/topics.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { SOAK_ASK, SOAK_HOUR } from './deadline-kinds.ts';
import { SOAK_OUTBOX } from './send-reports.ts';

/** Ends one that goes on, for good or for a reason; of one that is over nothing changes. */
export async function closeSoak(trx: RegionTransaction, id: SoakId, problem: Refusal | null): Promise<void> {
  const ended = await trx
    .updateTable('soak')
    .set({ state: 'ended', problem: problem && json(problem), ended_at: sql<Date>`kaitong_now()` })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (ended.numUpdatedRows === 0n) return;
  for (const kind of [SOAK_ASK, SOAK_HOUR]) await clearDeadline(trx, kind, id);
  await append(trx, `${SOAK_OUTBOX}${id}`, { type: 'ended', problem });
}

/** Ends a soak because its maker did. */
export async function endSoak(
  { db }: RegionContext,
  { params: { soakId } }: Parsed<typeof regionPlane.endSoak>,
): Promise<Reply<typeof regionPlane.endSoak>> {
  await db.transaction().execute((trx) => closeSoak(trx, soakId, null));
  return {};
}

/** The owner removed the device. */
export async function endSoakOf(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const running = await trx
    .selectFrom('soak')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (running) await closeSoak(trx, running.id, refusal('device_removed'));
}
