import {
  canDevice,
  compareFirmware,
  type DeviceId,
  type DeviceUpdate,
  days,
  type FirmwareVersion,
  hours,
  minutes,
  type OwnerId,
  type ownerFirmware,
  type Parsed,
  type PublishedRelease,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { chooseOffers, findOfferable } from './choose-offers.ts';
import { findHold, mayWait } from './holds.ts';

/** So long an owner reads how an update ended. */
const TOLD_FOR = days(7);
/** A camera that has restarted is on the line by then. */
const JUST = minutes(5);
/** Whoever downloads has asked again by then, and said so again: a camera that did not has stopped on the way. */
const SAID_AGAIN = hours(8);

type Shown = Reply<typeof ownerFirmware.getDeviceFirmware>;
type Update = RegionTables['firmware_update'];
type Standing = Pick<Update, 'report' | 'reason'> & { reported_at: Date | null };

/** What runs on a device, and how its update stands, if there is one. */
export async function getDeviceFirmware(
  { db }: Pick<RegionContext, 'db'>,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof ownerFirmware.getDeviceFirmware>,
): Promise<Shown | Refusal> {
  return (await findFirmware(db, ownerId, deviceId)) ?? refusal('not_found');
}

export async function findFirmware(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
  deviceId: DeviceId,
): Promise<Shown | undefined> {
  const device = await db
    .selectFrom('device_now as device')
    .leftJoin('product', 'product.pid', 'device.pid')
    .leftJoin('firmware_asker', 'firmware_asker.device_id', 'device.device_id')
    .select(['device.pid', 'device.kind', 'device.firmware', 'product.releases'])
    .select('firmware_asker.device_id as asks')
    .where('device.device_id', '=', deviceId)
    .where('device.owner_id', '=', ownerId)
    .where('device.removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return undefined;
  const { firmware, pid, asks, kind } = device;
  const releases = device.releases ?? [];
  // Firmware that never asked cannot be offered any.
  if (firmware === null || asks === null || !canDevice(kind, 'update')) return { firmware, update: null };
  const camera = { deviceId, firmware };
  const offered = (await chooseOffers(db, pid, await findOfferable(db, releases), [camera])).get(deviceId);
  const update = offered ? await showOffered(db, camera, offered) : await findLast(db, camera, releases);
  return { firmware, update };
}

type Camera = { deviceId: DeviceId; firmware: FirmwareVersion };

async function showOffered(
  db: Kysely<RegionTables>,
  { deviceId }: Camera,
  release: PublishedRelease,
): Promise<DeviceUpdate> {
  const standing = await updates(db, deviceId).where('release_id', '=', release.releaseId).executeTakeFirst();
  const hold = mayWait(release.manifest) ? await findHold(db, deviceId) : undefined;
  // It has just said so, and its next status says what runs; long after, somebody has put it back by hand.
  const isJustInstalled = standing?.report === 'installed' && standing.just_reported;
  const hasStopped = standing?.report === 'downloading' && !standing.still_counts;
  const isUnderWay = (standing?.report === 'downloading' && !hasStopped) || isJustInstalled;
  const until = !isUnderWay && hold?.releaseId === release.releaseId ? hold.until : null;
  const isPast = hasStopped || (standing?.report === 'installed' && !isJustInstalled);
  const said = isPast ? undefined : standing;
  return {
    ...tell(release, said),
    ...(until ? { state: 'waiting', at: until.toISOString() } : {}),
    canChoose: !isUnderWay,
  };
}

/** How the last one ended that the device said something of: of what it runs, or of what it would not run. */
async function findLast(
  db: Kysely<RegionTables>,
  { deviceId, firmware }: Camera,
  releases: readonly PublishedRelease[],
): Promise<DeviceUpdate | null> {
  const last = await updates(db, deviceId)
    .where('report', 'is not', null)
    .where(sql<boolean>`reported_at > kaitong_now() - ${TOLD_FOR} * interval '1 ms'`)
    .orderBy('reported_at', 'desc')
    .executeTakeFirst();
  const release = releases.find(({ releaseId }) => releaseId === last?.release_id);
  if (!last || !release) return null;
  if (last.report === 'downloading' && !last.still_counts) return null;
  const runs = compareFirmware(firmware, release.manifest.version) === 0;
  if (runs !== (last.report === 'installed')) return null;
  return tell(release, last);
}

const updates = (db: Kysely<RegionTables>, deviceId: DeviceId) =>
  db
    .selectFrom('firmware_update')
    .select(['release_id', 'report', 'reason', 'reported_at'])
    .select(sql<boolean>`coalesce(reported_at > kaitong_now() - ${JUST} * interval '1 ms', false)`.as('just_reported'))
    .select(
      sql<boolean>`coalesce(reported_at > kaitong_now() - ${SAID_AGAIN} * interval '1 ms', false)`.as('still_counts'),
    )
    .where('device_id', '=', deviceId);

const tell = (
  { releaseId, manifest: { version, takesBack }, notes }: PublishedRelease,
  standing: Standing | undefined,
): DeviceUpdate => ({
  ...{ releaseId, version, notes, takesBack: takesBack !== null, canChoose: false },
  state: standing?.report ?? 'offered',
  reason: standing?.reason ?? null,
  at: standing?.reported_at?.toISOString() ?? null,
});
