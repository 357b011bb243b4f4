import { type Command, type CommandName, type DeviceId, type Duration, seconds } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import { json } from '../../store/database.ts';
import { notify } from '../../store/notifications.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { noteStatement } from '../../store/unit-of-work.ts';

/** What processes with devices on the line listen to; the payload is the device's id. */
export const COMMAND_WAITING = 'command';

const USUAL_LIFE = seconds(60);

export type NewCommand<Name extends CommandName = CommandName> = {
  deviceId: DeviceId;
  name: Name;
  payload: Omit<Command<Name>, 'id'>;
  /** How long it is worth sending to a device that comes back late; 60 s by default. */
  life?: Duration;
};

export const newCommandId = (): string => randomId('cm', 18);

/**
 * Asks a device to do something as part of the caller's transaction. It goes out at the commit, from whichever process
 * holds the device's connection, and again on each new connection until the device replies or `life` is over.
 *
 * @returns the command's id, which the reply names
 */
export async function sendCommand<Name extends CommandName>(
  db: Kysely<RegionTables>,
  { deviceId, name, payload, life = USUAL_LIFE }: NewCommand<Name>,
  id = newCommandId(),
): Promise<string> {
  await noteStatement(
    db,
    db.insertInto('command').values({
      id,
      device_id: deviceId,
      name,
      payload: json<object>(payload),
      expires_at: sql<Date>`kaitong_now() + ${life} * interval '1 ms'`,
      sent_at: null,
      reply: null,
      replied_at: null,
    }),
  );
  await notify(db, COMMAND_WAITING, deviceId);
  return id;
}
