import { nodePorts } from '@kaitong/judge';
import { sql } from 'kysely';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { openBeside, sealBeside } from '../../footage/beside-event.ts';
import { findStanding, type Recording } from '../../footage/find-recording.ts';
import { convertedKey } from '../../footage/object-keys.ts';

/** Of all that is kept in a region; an hour of 1920 × 1080 takes about 1 GB. */
const MOST_BYTES = 10 * 2 ** 30;
/** One that is converted makes room by that many, and where that is not enough, the next one does. */
const MOST_LET_GO = 50;

type Kept = { key: string; bytes: number; sha256: string };

export const keyOfConverted = ({ retention_class, day, device_id, id }: Recording, n: number): string =>
  convertedKey({ retentionClass: retention_class, day, deviceId: device_id, eventId: id }, n);

/** What somebody had converted before, if it is there as it was stored. */
export async function readConverted(
  context: RegionContext,
  recording: Recording,
  key: string,
): Promise<Uint8Array | undefined> {
  const { rows } = await sql<Kept>`
    UPDATE converted_object SET used_at = kaitong_now() WHERE key = ${key} RETURNING key, bytes, sha256`.execute(
    context.db,
  );
  const [row] = rows;
  const stored = row && (await context.objects.read(key));
  if (!stored || hashOf(stored) !== row.sha256) return undefined;
  return await openBeside(context, recording, stored);
}

/**
 * Keeps what was converted, encrypted as the recording is, where there is room for it: those go that nobody asked for longest.
 * Its row comes before its bytes, so that whatever lies there is counted, and a row without them says nothing.
 */
export async function keepConverted(
  context: RegionContext,
  { recording, key, bytes }: { recording: Recording; key: string; bytes: Uint8Array },
  most = MOST_BYTES,
): Promise<void> {
  const { objects, db } = context;
  const stored = await sealBeside(context, recording, bytes);
  if (!stored) return;
  const isShort = !(await context.space.fits(stored.length));
  const { isKept, gone } = await makeRoom(context, { recording, key, stored }, isShort ? 0 : most);
  // Outside of the transaction: no lock waits for a store. What a process that dies here leaves goes with its recording.
  for (const one of gone) await objects.remove(one);
  if (!isKept) return;
  // One of before, of whose row nothing is known.
  if ((await objects.put(key, stored, OCTETS)) === 'object_exists') {
    await objects.remove(key);
    await objects.put(key, stored, OCTETS);
  }
  // Deleted or moved meanwhile: what took its objects away may have passed before this one was there.
  const now = await findStanding(db, recording.id);
  if (now?.retention_class === recording.retention_class) return;
  await objects.remove(key);
  await db.deleteFrom('converted_object').where('key', '=', key).execute();
}

const OCTETS = 'application/octet-stream';
const hashOf = (bytes: Uint8Array): string => nodePorts.hash('sha256', [bytes]);

/** @returns whether it may be kept, and the keys of what is counted no more */
async function makeRoom(
  context: RegionContext,
  { recording, key, stored }: { recording: Recording; key: string; stored: Uint8Array },
  most: number,
): Promise<{ isKept: boolean; gone: string[] }> {
  return await context.db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' converted', 0))`.execute(trx);
    const { rows } = await sql<{ key: string; bytes: number }>`
      SELECT key, bytes FROM (
        SELECT key, bytes, used_at, sum(bytes) OVER (ORDER BY used_at DESC, key DESC) AS until_here
        FROM converted_object WHERE key <> ${key}) AS kept
      WHERE until_here > ${most} - ${stored.length}::bigint ORDER BY used_at, key LIMIT ${MOST_LET_GO + 1}`.execute(
      trx,
    );
    const gone = rows.slice(0, MOST_LET_GO).map((one) => one.key);
    await sql`DELETE FROM converted_object WHERE key = ANY(${gone})`.execute(trx);
    if (rows.length > MOST_LET_GO || stored.length > most) return { isKept: false, gone };
    const { retention_class, day, id } = recording;
    await sql`
      INSERT INTO converted_object (key, retention_class, day, event_id, bytes, sha256)
      VALUES (${key}, ${retention_class}, ${day}, ${id}, ${stored.length}, ${hashOf(stored)})
      ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes, sha256 = excluded.sha256, used_at = kaitong_now()`.execute(
      trx,
    );
    return { isKept: true, gone };
  });
}

/** Of recordings that are gone: their objects went with them. */
export async function sweepConverted(trx: RegionTransaction): Promise<void> {
  await sql`
    DELETE FROM converted_object AS kept WHERE NOT EXISTS (SELECT FROM recorded_event AS event
      WHERE event.retention_class = kept.retention_class AND event.day = kept.day AND event.id = kept.event_id
        AND event.deleted_at IS NULL)`.execute(trx);
}
