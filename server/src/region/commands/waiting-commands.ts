import type { CommandName, DeviceId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';

export type WaitingCommand = { id: string; deviceId: DeviceId; name: CommandName; payload: object };

/** Commands without a reply that are still worth sending to these devices, oldest first. */
export async function listWaitingCommands(
  { db }: Pick<RegionContext, 'db'>,
  deviceIds: readonly DeviceId[],
): Promise<WaitingCommand[]> {
  return await db
    .selectFrom('command')
    .select(['id', 'device_id as deviceId', 'name', 'payload'])
    .where('device_id', '=', sql<DeviceId>`ANY(${deviceIds})`)
    .where('replied_at', 'is', null)
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .orderBy('created_at')
    .limit(1000)
    .execute();
}

/** Notes that commands were handed to a connection; for those who look for a lost one. */
export async function markSent({ db }: Pick<RegionContext, 'db'>, ids: readonly string[]): Promise<void> {
  await db
    .updateTable('command')
    .set({ sent_at: sql<Date>`kaitong_now()` })
    .where('id', '=', sql<string>`ANY(${ids})`)
    .execute();
}
