import type { DeviceId, MotionDetection, Presence } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { sendRecordingGrant } from '../recording/recording-grant.ts';
import { type HeardStatus, isLater, latestPerDevice, presenceOf } from './heard-status.ts';

/**
 * Stores what devices said about themselves, many in one transaction. What is not later than the last thing heard of a
 * device changes nothing.
 *
 * @returns the devices of `statuses` that are not (or no longer) paired here
 */
export async function recordStatuses(
  { db, hooks }: Pick<RegionContext, 'db' | 'hooks'>,
  statuses: readonly HeardStatus[],
): Promise<Set<string>> {
  const latest = latestPerDevice(statuses);
  return await db.transaction().execute(async (trx) => {
    const known = await lockDevices(trx, [...latest.keys()]);
    const strangers = new Set(latest.keys());
    const news: { device: KnownDevice; status: HeardStatus }[] = [];
    for (const device of known) {
      strangers.delete(device.device_id);
      const status = latest.get(device.device_id);
      if (status && isLater(status, device)) news.push({ device, status });
    }
    if (news.length === 0) return strangers;
    await store(
      trx,
      news.map(({ status }) => status),
    );
    for (const { device, status } of news) {
      if (!isChange(device, status)) continue;
      const deviceId = device.device_id as DeviceId;
      const presence = presenceOf(status);
      if (device.presence !== presence) await hooks.presenceChanged?.(trx, { deviceId, presence });
      if (device.privacy_mode !== status.privacyMode) await sendRecordingGrant(trx, deviceId);
      await tellOwner(trx, device.owner_id, { type: 'devices.changed', deviceId });
    }
    return strangers;
  });
}

type KnownDevice = {
  device_id: string;
  owner_id: string;
  session: number;
  sequence: number;
  presence: Presence;
  firmware: string | null;
  motion_detection: MotionDetection | null;
  privacy_mode: boolean;
};

/** In the order of their ids: two processes that hold some of the same devices would otherwise deadlock. */
async function lockDevices(trx: RegionTransaction, deviceIds: string[]): Promise<KnownDevice[]> {
  return await trx
    .selectFrom('device')
    .select(['device_id', 'owner_id', 'session', 'sequence', 'presence'])
    .select(['firmware', 'motion_detection', 'privacy_mode'])
    .where('device_id', '=', sql<string>`ANY(${deviceIds})`)
    .where('removed_at', 'is', null)
    .orderBy('device_id')
    .forNoKeyUpdate()
    .execute();
}

async function store(trx: RegionTransaction, news: HeardStatus[]): Promise<void> {
  const rows = news.map((status) => ({
    device_id: status.deviceId,
    session: status.session,
    sequence: status.sequence,
    presence: presenceOf(status),
    firmware: status.firmware,
    sleepy: status.features.sleepy,
    probe: status.features.probe,
    simulate: status.features.simulate,
    motion_detection: status.motionDetection,
    privacy_mode: status.privacyMode,
  }));
  // A device's last word, often its will, is no sign of life: it keeps the time of the one before.
  await sql`
    UPDATE device SET session = h.session, sequence = h.sequence, presence = h.presence, firmware = h.firmware,
      sleepy = h.sleepy, probe = h.probe, simulate = h.simulate, motion_detection = h.motion_detection, privacy_mode = h.privacy_mode,
      seen_at = CASE WHEN h.presence = 'offline' THEN device.seen_at ELSE kaitong_now() END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS h (device_id text, session bigint, sequence bigint,
      presence text, firmware text, sleepy boolean, probe boolean, simulate boolean, motion_detection jsonb, privacy_mode boolean)
    WHERE device.device_id = h.device_id`.execute(trx);
}

/** A heartbeat that says what was known already concerns nobody. */
function isChange(known: KnownDevice, status: HeardStatus): boolean {
  return (
    known.presence !== presenceOf(status) ||
    known.firmware !== status.firmware ||
    known.privacy_mode !== status.privacyMode ||
    !isSameDetection(known.motion_detection, status.motionDetection)
  );
}

function isSameDetection(a: MotionDetection | null, b: MotionDetection | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.enabled === b.enabled &&
    a.sensitivity === b.sensitivity &&
    a.schedule?.from === b.schedule?.from &&
    a.schedule?.to === b.schedule?.to
  );
}
