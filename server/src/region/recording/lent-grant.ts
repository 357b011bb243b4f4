import { type DeviceId, type Duration, milliseconds, minutes, type RecordingGrant } from '@kaitong/contract';
import { CONTINUOUS_SEGMENT_MINIMUM, PRE_RECORD_LIMIT, type Recording } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import { sendRecordingGrant } from './recording-grant.ts';

/** Longer than what anybody tries with it at a time. Who has it gives it back earlier. */
const LIFE = minutes(15);

/**
 * Lends the device's grant: until it is given back it says what whoever has it tries, and not what was bought. Its version
 * is of the same counter, since a device ignores what is older than the last one it heard.
 */
export async function lendGrant(
  trx: RegionTransaction,
  deviceId: DeviceId,
  mostEvent: Duration,
  recording: Recording = 'event',
): Promise<RecordingGrant> {
  const { rows } = await sql<{ version: number; now: Date }>`
    INSERT INTO recording_grant AS told (device_id, version, lent_event_ms, lent_recording)
    VALUES (${deviceId}, 1, ${mostEvent}, ${recording})
    ON CONFLICT (device_id) DO UPDATE SET version = told.version + 1, lent_event_ms = excluded.lent_event_ms,
      lent_recording = excluded.lent_recording
    RETURNING version, kaitong_now() AS now`.execute(trx);
  const [told] = rows;
  if (!told) throw new Error(`the grant of ${deviceId} vanished while it was lent`);
  return lentGrantOf({ mostEventMs: mostEvent, recording }, told.version, told.now);
}

/** Ends the loan, and sends the device what is in force now. */
export async function giveBackGrant(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await trx.updateTable('recording_grant').set({ lent_event_ms: null }).where('device_id', '=', deviceId).execute();
  await sendRecordingGrant(trx, deviceId);
}

export function lentGrantOf(
  { mostEventMs, recording }: { mostEventMs: number; recording: Recording },
  version: number,
  now: Date,
): RecordingGrant {
  return {
    version,
    recording,
    until: new Date(now.getTime() + LIFE).toISOString(),
    maxEventMs: milliseconds(mostEventMs),
    maxPreRecordMs: PRE_RECORD_LIMIT,
    minContinuousSegmentMs: CONTINUOUS_SEGMENT_MINIMUM,
  };
}
