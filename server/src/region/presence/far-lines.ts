import { type DeviceId, hours, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';

type Place = Pick<RegionContext, 'db'>;

/** A line at a broker that is not ours, as that broker names its ends. */
export type FarLine = { deviceId: DeviceId; clientId: string };
export type FarConnection = { connection: string; broker: string };

/** A broker that let somebody in tells of the connection within this time, or there is none. */
const TOLD_WITHIN = seconds(15);
const isTooLate = sql`entered_at <= kaitong_now() - ${TOLD_WITHIN} * interval '1 ms'`;
const KEPT = hours(1);
const LEFT_AT_ONCE = 500;

/**
 * Notes who is about to come in. Of a client id there is one line: the newest.
 *
 * @returns `false`: the device has so many others already
 */
export async function enterFarLine(
  { db }: Place,
  { deviceId, clientId }: FarLine,
  tokenExpiresAt: Date,
  most: number,
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    await sql`SELECT FROM device_presence WHERE device_id = ${deviceId} FOR NO KEY UPDATE`.execute(trx); // one at a time
    const { rows } = await sql`
      INSERT INTO far_line (device_id, client_id, token_expires_at)
      SELECT ${deviceId}, ${clientId}, ${tokenExpiresAt}
      WHERE ${most} > (
        SELECT count(*) FROM far_line WHERE device_id = ${deviceId} AND client_id <> ${clientId}
          AND (connection IS NOT NULL OR NOT ${isTooLate}))
      ON CONFLICT (device_id, client_id) DO UPDATE
        SET token_expires_at = excluded.token_expires_at, entered_at = excluded.entered_at, is_awaited = true
      RETURNING device_id`.execute(trx);
    return rows.length > 0;
  });
}

/** Its broker tells of its connection. @returns `false` where nobody came in here under that client id */
export async function holdFarLine({ db }: Place, line: FarLine, held: FarConnection): Promise<boolean> {
  const { rows } = await sql`
    UPDATE far_line SET connection = ${held.connection}, broker = ${held.broker}, is_awaited = false, left_at = NULL
    WHERE device_id = ${line.deviceId} AND client_id = ${line.clientId} RETURNING device_id`.execute(db);
  return rows.length > 0;
}

/**
 * The connection has ended: the line too, unless it has a newer one, or somebody was let in under the same client id whose
 * connection was not told of yet. That one ends the older, which may be told first.
 *
 * @returns `unknown`: it was not the line's, which has a newer one or was forgotten
 */
export async function leaveFarLine(
  { db }: Place,
  { deviceId, clientId }: FarLine,
  connection: string,
): Promise<'over' | 'replaced' | 'unknown'> {
  const isReplaced = sql`is_awaited AND NOT ${isTooLate}`;
  const { rows } = await sql<{ is_over: boolean }>`
    UPDATE far_line SET left_at = CASE WHEN ${isReplaced} THEN kaitong_now() END,
      connection = CASE WHEN ${isReplaced} THEN connection END, broker = CASE WHEN ${isReplaced} THEN broker END
    WHERE device_id = ${deviceId} AND client_id = ${clientId} AND connection = ${connection}
    RETURNING connection IS NULL AS is_over`.execute(db);
  const [row] = rows;
  if (!row) return 'unknown';
  return row.is_over ? 'over' : 'replaced';
}

/** Connections that ended when another was about to take their place, of which nobody has told since. */
export async function listLeftLines({ db }: Place): Promise<(FarLine & FarConnection)[]> {
  const { rows } = await sql<FarLine & FarConnection>`
    SELECT device_id AS "deviceId", client_id AS "clientId", connection, broker FROM far_line
    WHERE left_at IS NOT NULL AND ${isTooLate} LIMIT ${LEFT_AT_ONCE}`.execute(db);
  return rows;
}

/** Whether somebody came in as this device. */
export async function hasFarLine({ db }: Place, deviceId: DeviceId): Promise<boolean> {
  const found = await db
    .selectFrom('far_line')
    .select('device_id')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  return found !== undefined;
}

/** Devices that have a line; `expired`: one whose token has ended. */
export async function listFarDevices({ db }: Place, only?: 'expired'): Promise<DeviceId[]> {
  const connected = db.selectFrom('far_line').select('device_id').distinct().where('connection', 'is not', null);
  const rows = await (only ? connected.where('token_expires_at', '<=', sql<Date>`kaitong_now()`) : connected).execute();
  return rows.map(({ device_id }) => device_id);
}

/** Connections under bare device ids that a node of the broker holds, as far as it told. */
export async function listHeldBy({ db }: Place, broker: string): Promise<{ deviceId: DeviceId; connection: string }[]> {
  const rows = await db
    .selectFrom('far_line')
    .select(['device_id', 'connection'])
    .where('broker', '=', broker)
    .where('connection', 'is not', null)
    .where('left_at', 'is', null)
    .whereRef('client_id', '=', 'device_id')
    .execute();
  return rows.flatMap(({ device_id, connection }) =>
    connection === null ? [] : [{ deviceId: device_id, connection }],
  );
}

/** The nodes that hold lines, by their leases. */
export async function listFarBrokers({ db }: Place): Promise<string[]> {
  const rows = await db
    .selectFrom('far_line')
    .select('broker')
    .distinct()
    .where('connection', 'is not', null)
    .execute();
  return rows.flatMap(({ broker }) => broker ?? []);
}

/** What its broker knows nothing of any more has ended, though nobody told. */
export async function forgetFarLines(
  { db }: Place,
  lines: { deviceId: DeviceId } | { broker: string } | (FarLine & FarConnection),
): Promise<void> {
  const which =
    'connection' in lines
      ? sql`device_id = ${lines.deviceId} AND client_id = ${lines.clientId} AND connection = ${lines.connection}`
      : 'broker' in lines
        ? sql`broker = ${lines.broker}`
        : sql`device_id = ${lines.deviceId}`;
  await sql`
    UPDATE far_line SET connection = NULL, broker = NULL, left_at = NULL
    WHERE ${which} AND connection IS NOT NULL`.execute(db);
}

/** Lines that have ended, or never began: not before all that is told of them has been heard, however late. */
export async function sweepFarLines({ db }: Place): Promise<void> {
  await sql`
    DELETE FROM far_line
    WHERE connection IS NULL AND token_expires_at < kaitong_now() - ${KEPT} * interval '1 ms'`.execute(db);
}
