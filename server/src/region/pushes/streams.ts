import type { DeviceId } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { PushStreamTable } from '../../store/region/pushes.ts';
import type { RegionTables } from '../../store/region/tables.ts';

/** What is pushed into one folder of a device; the folder is empty where there is none. */
export type StreamPlace = { deviceId: DeviceId; stream: string };
export type Stream = Selectable<PushStreamTable>;
/** One whose event takes more. */
export type OpenStream = Stream & { device_event_id: string; declaration: EventDeclaration };

export const findStream = async (
  db: Kysely<RegionTables>,
  { deviceId, stream }: StreamPlace,
): Promise<Stream | undefined> =>
  await db
    .selectFrom('push_stream')
    .selectAll()
    .where('device_id', '=', deviceId)
    .where('stream', '=', stream)
    .executeTakeFirst();

export const isOpen = (stream: Stream | undefined): stream is OpenStream =>
  stream?.is_open === true && stream.device_event_id !== null && stream.declaration !== null;

/** The rows that `place` names, for a change of theirs. */
export const changeStream = (db: Kysely<RegionTables>, { deviceId, stream }: StreamPlace) =>
  db
    .updateTable('push_stream')
    .set({ used_at: sql<Date>`kaitong_now()` })
    .where('device_id', '=', deviceId)
    .where('stream', '=', stream);
