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

/** Notes which commands were handed to a connection, and how long ago; for those who look for a lost one. */
export async function markSent({ db }: Pick<RegionContext, 'db'>, ages: ReadonlyMap<string, number>): Promise<void> {
  await sql`
    UPDATE command SET sent_at = kaitong_now() - given.age * interval '1 ms'
    FROM unnest(${[...ages.keys()]}::text[], ${[...ages.values()]}::float8[]) AS given (id, age)
    WHERE command.id = given.id`.execute(db);
}
