import type { DeviceFeatures, DeviceId, FirmwareVersion, MotionDetection } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import { json } from '../../store/database.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { RegionTransaction } from '../context.ts';

/** A device that was just paired: not there yet, known by what it said of itself. One without firmware says nothing. */
export async function addPresence(
  trx: Kysely<RegionTables>,
  deviceId: DeviceId,
  { firmware, features }: { firmware: FirmwareVersion | null; features: DeviceFeatures },
): Promise<void> {
  await noteStatement(
    trx,
    trx.insertInto('device_presence').values({
      device_id: deviceId,
      firmware,
      ...{ sleepy: features.sleepy, probe: features.probe, simulate: features.simulate },
      motion_detection: null,
      ...{ seen_at: null, said_at: null, connects_at: null },
    }),
  );
}

export type ConfirmedSettings = { motionDetection?: MotionDetection | undefined; privacyMode?: boolean | undefined };

/** What a device confirmed counts at once, not only with its next status. */
export async function takeSettings(
  trx: RegionTransaction,
  deviceId: DeviceId,
  { motionDetection, privacyMode }: ConfirmedSettings,
): Promise<void> {
  if (motionDetection === undefined && privacyMode === undefined) return;
  await trx
    .updateTable('device_presence')
    .set({
      ...(motionDetection === undefined ? {} : { motion_detection: json(motionDetection) }),
      ...(privacyMode === undefined ? {} : { privacy_mode: privacyMode }),
    })
    .where('device_id', '=', deviceId)
    .execute();
}

/** A device that was removed is not there, whatever still holds its connection for a moment. */
export async function endPresence(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await trx
    .updateTable('device_presence')
    .set({ presence: 'offline', hold: null, watched: false, connection: null, connection_order: null, broker: null })
    .where('device_id', '=', deviceId)
    .execute();
}
