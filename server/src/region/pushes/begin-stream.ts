import { type Refusal, refusal } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { setSilence } from './silence.ts';
import { changeStream, type StreamPlace } from './streams.ts';

/** Folders of a device that are remembered, and at most pushed into at once. */
const MOST_STREAMS = 16;

/** Keeps what all segments to come need, before it is acknowledged. */
export async function keepInit(
  { db }: Pick<RegionContext, 'db'>,
  place: StreamPlace,
  { bytes, sha256 }: { bytes: Buffer; sha256: string },
): Promise<Refusal | undefined> {
  return await db.transaction().execute(async (trx) => {
    const full = await makeRow(trx, place);
    if (full) return full;
    await changeStream(trx, place).set({ init: bytes, init_sha256: sha256 }).execute();
    return undefined;
  });
}

/** Writes down which event is about to be opened: whoever goes on after a crash finds it and can end it. */
export async function beginStream(
  { db }: Pick<RegionContext, 'db'>,
  place: StreamPlace,
  { deviceEventId, declaration }: { deviceEventId: string; declaration: EventDeclaration },
): Promise<Refusal | undefined> {
  return await db.transaction().execute(async (trx) => {
    const full = await makeRow(trx, place);
    if (full) return full;
    await changeStream(trx, place)
      .set({ device_event_id: deviceEventId, event_id: null, is_open: true, declaration: json(declaration) })
      .set({ last_n: -1, last_name: null, last_sha256: null, tail: null, footage_ms: 0, ends_at: null })
      .execute();
    await setSilence(trx, place);
    return undefined;
  });
}

/** A row for the folder, in place of the one that was used longest ago where there are as many as may be. */
async function makeRow(trx: RegionTransaction, { deviceId, stream }: StreamPlace): Promise<Refusal | undefined> {
  await sql`
    WITH others AS (
      SELECT stream, is_open, row_number() OVER (ORDER BY is_open DESC, used_at DESC) AS place
      FROM push_stream WHERE device_id = ${deviceId} AND stream <> ${stream})
    DELETE FROM push_stream WHERE device_id = ${deviceId}
      AND stream IN (SELECT stream FROM others WHERE place >= ${MOST_STREAMS} AND NOT is_open)`.execute(trx);
  const { rows } = await sql`
    INSERT INTO push_stream (device_id, stream, used_at) SELECT ${deviceId}, ${stream}, kaitong_now()
    WHERE (SELECT count(*) FROM push_stream WHERE device_id = ${deviceId} AND stream <> ${stream}) < ${MOST_STREAMS}
    ON CONFLICT (device_id, stream) DO UPDATE SET used_at = excluded.used_at RETURNING stream`.execute(trx);
  return rows.length > 0 ? undefined : refusal('push_streams_full', { limit: MOST_STREAMS });
}
