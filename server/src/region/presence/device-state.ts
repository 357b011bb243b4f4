import type { DeviceId, FirmwareVersion, OwnerId } from '@kaitong/contract';
import type { Allowance, Hold, PresenceState } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import type { DevicePresenceTable } from '../../store/region/presence.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { RegionTransaction } from '../context.ts';

/** A paired device as it is stored, locked until the transaction ends. */
export type LockedDevice = {
  deviceId: DeviceId;
  ownerId: OwnerId;
  state: PresenceState;
  /** Connections that it may make; `undefined`: as many as ever. */
  connects: Allowance | undefined;
  now: number;
};

type Row = Selectable<DevicePresenceTable> & { owner_id: OwnerId; now: Date };

/**
 * Those of `deviceIds` that are paired. Locked in the order of their ids: two processes that hold some of the same devices
 * would otherwise deadlock.
 */
export async function lockDevices(trx: RegionTransaction, deviceIds: readonly DeviceId[]): Promise<LockedDevice[]> {
  if (deviceIds.length === 0) return [];
  const { rows } = await sql<Row>`
    SELECT p.*, device.owner_id, (SELECT kaitong_now()) AS now -- once, not for each row
    FROM device_presence AS p JOIN device USING (device_id)
    WHERE p.device_id = ANY(${deviceIds}) AND device.removed_at IS NULL
    ORDER BY p.device_id FOR NO KEY UPDATE OF p`.execute(trx);
  return rows.map((row) => ({
    deviceId: row.device_id,
    ownerId: row.owner_id,
    state: readState(row),
    connects:
      row.connects_left_ms === null || row.connects_at === null
        ? undefined
        : { leftMs: row.connects_left_ms, at: row.connects_at.getTime() },
    now: row.now.getTime(),
  }));
}

function readState(row: Row): PresenceState {
  const { connection: id, connection_order: order, broker, hold, session, sequence, said_at } = row;
  return {
    presence: row.presence,
    connection: id === null || order === null || broker === null || hold === null ? null : { id, order, broker, hold },
    said:
      session === null || sequence === null || said_at === null ? null : { session, sequence, at: said_at.getTime() },
    known: {
      firmware: row.firmware,
      features: { sleepy: row.sleepy, probe: row.probe, simulate: row.simulate },
      motionDetection: row.motion_detection,
      privacyMode: row.privacy_mode,
    },
    seenAt: row.seen_at?.getTime() ?? null,
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

function rowOf({ deviceId, state, connects }: LockedDevice): Stored {
  const { presence, connection, said, known } = state;
  return {
    device_id: deviceId,
    presence,
    seen_at: stamp(state.seenAt),
    connection: connection?.id ?? null,
    connection_order: connection?.order ?? null,
    broker: connection?.broker ?? null,
    hold: connection?.hold ?? null,
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

/** Writes devices back, many in one statement, with what follows. */
export async function storeDevices(trx: RegionTransaction, devices: readonly LockedDevice[]): Promise<void> {
  if (devices.length === 0) return;
  const change = sql`
    UPDATE device_presence AS p SET presence = h.presence, seen_at = h.seen_at,
      connection = h.connection, connection_order = h.connection_order, broker = h.broker, hold = h.hold,
      session = h.session, sequence = h.sequence, said_at = h.said_at, firmware = h.firmware,
      sleepy = h.sleepy, probe = h.probe, simulate = h.simulate, motion_detection = h.motion_detection,
      privacy_mode = h.privacy_mode, connects_left_ms = h.connects_left_ms, connects_at = h.connects_at
    FROM jsonb_to_recordset(${JSON.stringify(devices.map(rowOf))}::jsonb) AS h (device_id text, presence text,
      seen_at timestamptz, connection text, connection_order bigint, broker text, hold text, session bigint, sequence bigint,
      said_at timestamptz, firmware text, sleepy boolean, probe boolean, simulate boolean, motion_detection jsonb,
      privacy_mode boolean, connects_left_ms int, connects_at timestamptz)
    WHERE p.device_id = h.device_id`;
  await noteStatement(trx, change);
}
