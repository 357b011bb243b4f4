import type { DeviceId, FirmwareVersion, OwnerId } from '@kaitong/contract';
import { type Allowance, type Hold, isSameFeatures, isSameKnown, type PresenceState } from '@kaitong/core';
import { type Expression, type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { DevicePresenceTable } from '../../store/region/presence.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { RegionTransaction } from '../context.ts';

/** A paired device as it is stored. */
export type StoredDevice = {
  deviceId: DeviceId;
  ownerId: OwnerId;
  state: PresenceState;
  /** Connections that it may make; `undefined`: as many as ever. */
  connects: Allowance | undefined;
  now: number;
};

/** Times are milliseconds: a heartbeat reads three, and their text would be most of what is parsed. */
type Times = { seen_at: number | null; said_at: number | null; connects_at: number | null };
type Row = Omit<Selectable<DevicePresenceTable>, keyof Times> & Times & { owner_id: OwnerId; now: number };

const inMs = (time: string) => sql.raw<number | null>(`round(date_part('epoch', ${time}) * 1000)`);

/**
 * Those of `deviceIds` that are paired, locked until the transaction ends in the order of their ids: two processes that hold
 * some of the same devices would otherwise deadlock.
 */
export const lockDevices = (trx: RegionTransaction, deviceIds: readonly DeviceId[]): Promise<StoredDevice[]> =>
  readDevices(trx, deviceIds, sql`FOR NO KEY UPDATE OF p`);

/** The same as they are now, without waiting for anybody. */
export const lookAtDevices = (db: Kysely<RegionTables>, deviceIds: readonly DeviceId[]): Promise<StoredDevice[]> =>
  readDevices(db, deviceIds, sql``);

/** One by one by their key: of a table of some thousand rows PostgreSQL would read all, twenty times a second. */
async function readDevices(
  db: Kysely<RegionTables>,
  deviceIds: readonly DeviceId[],
  lock: RawBuilder<unknown>,
): Promise<StoredDevice[]> {
  if (deviceIds.length === 0) return [];
  const { rows } = await sql<Row>`
    SELECT found.*, (SELECT floor(date_part('epoch', kaitong_now()) * 1000)) AS now -- once, not for each row
    FROM unnest(${[...deviceIds].sort()}::text[]) AS asked (device_id) CROSS JOIN LATERAL (
    SELECT p.device_id, p.presence, p.connection, p.connection_order, p.broker, p.hold, p.watched, p.session, p.sequence, p.firmware,
      p.sleepy, p.probe, p.simulate, p.motion_detection, p.privacy_mode, p.connects_left_ms, device.owner_id,
      ${inMs('p.seen_at')} AS seen_at, ${inMs('p.said_at')} AS said_at, ${inMs('p.connects_at')} AS connects_at
    FROM device_presence AS p JOIN device USING (device_id)
    WHERE p.device_id = asked.device_id AND device.removed_at IS NULL
    ${lock}) AS found`.execute(db);
  return rows.map((row) => ({
    deviceId: row.device_id,
    ownerId: row.owner_id,
    state: readState(row),
    connects:
      row.connects_left_ms === null || row.connects_at === null
        ? undefined
        : { leftMs: row.connects_left_ms, at: row.connects_at },
    now: row.now,
  }));
}

function readState(row: Row): PresenceState {
  const { connection: id, connection_order: order, broker, hold, watched, session, sequence, said_at } = row;
  return {
    presence: row.presence,
    connection:
      id === null || order === null || broker === null || hold === null
        ? null
        : { id, order, broker, isWatched: watched, hold },
    said: session === null || sequence === null || said_at === null ? null : { session, sequence, at: said_at },
    known: {
      firmware: row.firmware,
      features: { sleepy: row.sleepy, probe: row.probe, simulate: row.simulate },
      motionDetection: row.motion_detection,
      privacyMode: row.privacy_mode,
    },
    seenAt: row.seen_at,
  };
}

type Stored = {
  device_id: DeviceId;
  presence: PresenceState['presence'];
  seen_at: string | null;
  connection: string | null;
  connection_order: number | null;
  broker: string | null;
  hold: Hold | null;
  watched: boolean;
  session: number | null;
  sequence: number | null;
  said_at: string | null;
  firmware: FirmwareVersion | null;
  sleepy: boolean;
  probe: boolean;
  simulate: boolean;
  motion_detection: PresenceState['known']['motionDetection'];
  privacy_mode: boolean;
  connects_left_ms: number | null;
  connects_at: string | null;
};

function rowOf({ deviceId, state, connects }: StoredDevice): Stored {
  const { presence, connection, said, known } = state;
  return {
    device_id: deviceId,
    presence,
    seen_at: stamp(state.seenAt),
    connection: connection?.id ?? null,
    connection_order: connection?.order ?? null,
    broker: connection?.broker ?? null,
    hold: connection?.hold ?? null,
    watched: connection?.isWatched ?? false,
    session: said?.session ?? null,
    sequence: said?.sequence ?? null,
    said_at: stamp(said?.at ?? null),
    firmware: known.firmware,
    ...known.features,
    motion_detection: known.motionDetection,
    privacy_mode: known.privacyMode,
    connects_left_ms: connects?.leftMs ?? null,
    connects_at: stamp(connects?.at ?? null),
  };
}

const stamp = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** A device as it was read, and as it is now. */
export type MovedDevice = { before: StoredDevice; after: StoredDevice };

/** Writes devices back, many in one statement, with what follows. */
export async function storeDevices(trx: RegionTransaction, moved: readonly MovedDevice[]): Promise<void> {
  const beats = moved.filter(isBeat).map(({ after }) => rowOf(after));
  const others = moved.filter((one) => !isBeat(one)).map(({ after }) => rowOf(after));
  if (beats.length > 0) await noteStatement(trx, storeBeats(beats));
  if (others.length > 0) await noteStatement(trx, storeWhole(others));
}

/** Whether all that is new is that the device is still as it was, which is what nearly all statuses say. */
function isBeat({ before: { state: old, connects }, after: { state, connects: left } }: MovedDevice): boolean {
  return (
    state.presence === old.presence &&
    state.connection === old.connection &&
    connects === left &&
    isSameKnown(state.known, old.known) &&
    isSameFeatures(state.known.features, old.known.features)
  );
}

/** Always so; to the planner it says that there are few rows, each to be found by its key, and not the whole table to be read. */
const FEW = sql.raw('h.device_id = concat(h.device_id)');

function storeBeats(rows: readonly Stored[]): Expression<unknown> {
  const beats = rows.map(({ device_id, seen_at, session, sequence, said_at }) => ({
    ...{ device_id, seen_at, session, sequence, said_at },
  }));
  return sql`
    UPDATE device_presence AS p SET seen_at = h.seen_at, session = h.session, sequence = h.sequence, said_at = h.said_at
    FROM jsonb_to_recordset(${JSON.stringify(beats)}::jsonb) AS h (device_id text, seen_at timestamptz, session bigint,
      sequence bigint, said_at timestamptz)
    WHERE p.device_id = h.device_id AND ${FEW}`;
}

function storeWhole(rows: readonly Stored[]): Expression<unknown> {
  return sql`
    UPDATE device_presence AS p SET presence = h.presence, seen_at = h.seen_at,
      connection = h.connection, connection_order = h.connection_order, broker = h.broker, hold = h.hold, watched = h.watched,
      session = h.session, sequence = h.sequence, said_at = h.said_at, firmware = h.firmware,
      sleepy = h.sleepy, probe = h.probe, simulate = h.simulate, motion_detection = h.motion_detection,
      privacy_mode = h.privacy_mode, connects_left_ms = h.connects_left_ms, connects_at = h.connects_at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS h (device_id text, presence text,
      seen_at timestamptz, connection text, connection_order bigint, broker text, hold text, watched boolean,
      session bigint, sequence bigint, said_at timestamptz, firmware text, sleepy boolean, probe boolean, simulate boolean, motion_detection jsonb,
      privacy_mode boolean, connects_left_ms int, connects_at timestamptz)
    WHERE p.device_id = h.device_id AND ${FEW}`;
}
