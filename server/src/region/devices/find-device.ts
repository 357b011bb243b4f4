import {
  type DeviceId,
  kindsThatCan,
  type Parsed,
  type Presence,
  type Reply,
  type regionPlane,
  seconds,
} from '@kaitong/contract';
import { isOnItsWay } from '@kaitong/core';
import { sql } from 'kysely';
import { readTally } from '../../uptime/read-tally.ts';
import { askDevice } from '../commands/await-reply.ts';
import type { RegionContext } from '../context.ts';
import { wentWithUs } from '../presence/went-with-us.ts';

/** A device on the line answers in a tenth of this; control gives the whole check 5 s. */
const PING_PATIENCE = seconds(1.5);
/** Hundreds that are checked in one moment wait for us, not for their devices. */
const PING_GRACE = seconds(15);

/** What this region knows of a device id, as somebody typed it; asked to ping, also whether the device answers now. */
export async function findDevice(
  context: RegionContext,
  { body }: Parsed<typeof regionPlane.findDevice>,
): Promise<Reply<typeof regionPlane.findDevice>> {
  const judge = (await context.decoder()) !== null;
  const row = await context.db
    .selectFrom('device_now')
    .selectAll()
    .where(sql.ref<string>('device_id'), '=', body.deviceId)
    .where('removed_at', 'is', null)
    .where('kind', 'in', kindsThatCan('verify'))
    .executeTakeFirst();
  if (!row) return { found: null, judge };
  const presence = body.ping ? await ping(context, row) : row.presence;
  const found = {
    deviceId: row.device_id,
    pid: row.pid,
    uuid: row.uuid,
    pairedAt: row.paired_at.toISOString(),
    presence,
    isExpected: row.presence === 'online',
    isReturning: presence === 'offline' && (await isReturning(context, row)),
    firmware: row.firmware,
    features: { sleepy: row.sleepy, probe: row.probe, simulate: row.simulate },
    sample: row.sample,
    motionDetection: row.motion_detection,
  };
  return { found, judge };
}

/** Its line went with one of our processes, and all of them come back at once: it may be slow to answer, too. */
async function isReturning(
  { db }: RegionContext,
  { device_id, presence }: { device_id: DeviceId; presence: Presence },
): Promise<boolean> {
  const { tally, now } = await readTally(db);
  return isOnItsWay(tally, now) && (presence === 'online' || (await wentWithUs(db, device_id)));
}

/** The answer counts, whatever was known: a line can be dead for a minute before anything notices. */
async function ping(
  context: RegionContext,
  { device_id: deviceId, sleepy, presence }: { device_id: DeviceId; sleepy: boolean; presence: Presence },
): Promise<Presence> {
  if (presence === 'dormant') return presence; // it hears nothing until it wakes
  if (await askDevice(context, { deviceId, name: 'ping', payload: {} }, PING_PATIENCE, PING_GRACE)) return 'online';
  return sleepy && presence === 'online' ? 'dormant' : 'offline';
}
