import { type app, canDevice, compareFirmware, type DeviceId, type OwnerId, type Reply } from '@kaitong/contract';
import { noSubscription, standingAt } from '@kaitong/core';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import { type Catalogue, findCatalogue } from '../products/find-catalogue.ts';
import { plansSold, saleOf } from '../products/offers.ts';

export type ShownDevice = Reply<typeof app.getDevice>;

/** A place in an owner's list: paired devices stand in it before those that are not any more, the newest pairing first. */
export type DevicePlace = { among: 'paired' | 'former'; pairedAt: Date; deviceId: DeviceId };

/** As places are written: in milliseconds. */
const PAIRED = sql<Date>`date_trunc('milliseconds', device.paired_at)`;
const ID = sql`device.device_id COLLATE "C"`;

/**
 * `limit` of an owner's devices as the app shows them, with their places. Former ones are those that somebody else has now,
 * while this owner's recordings of them can be watched. Read anew for each request: nothing is cached.
 */
export async function showDevices(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
  { after, limit }: { after: DevicePlace | undefined; limit: number },
): Promise<{ device: ShownDevice; place: DevicePlace }[]> {
  const catalogue = await findCatalogue(db);
  const shown: { device: ShownDevice; place: DevicePlace }[] = [];
  for (const among of ['paired', 'former'] as const) {
    if (shown.length >= limit || (after?.among === 'former' && among === 'paired')) continue;
    // The page is chosen before anything is looked up for its devices.
    let page = db.selectFrom('device').select('device.device_id').where('device.owner_id', '=', ownerId);
    page =
      among === 'paired'
        ? page.where('removed_at', 'is', null)
        : page
            .innerJoin('subscription', 'subscription.device_id', 'device.device_id')
            .where('removed_at', 'is not', null)
            .where(keepsFootage);
    if (after?.among === among)
      page = page.where(sql<boolean>`(${PAIRED}, ${ID}) < (${after.pairedAt}, ${after.deviceId})`);
    page = page
      .orderBy(PAIRED, 'desc')
      .orderBy(ID, 'desc')
      .limit(limit - shown.length);
    const rows = await ownedDevices(db, ownerId)
      .where('device.device_id', 'in', page)
      .orderBy(PAIRED, 'desc')
      .orderBy(ID, 'desc')
      .execute();
    for (const row of rows)
      shown.push({
        device: show(row, catalogue),
        place: { among, pairedAt: row.paired_at, deviceId: row.device_id },
      });
  }
  return shown;
}

/** Those of these devices that are paired with this owner. */
export async function listShownDevices(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
  deviceIds: readonly DeviceId[],
): Promise<ShownDevice[]> {
  const rows = await ownedDevices(db, ownerId)
    .where('device.device_id', 'in', deviceIds)
    .where('removed_at', 'is', null)
    .execute();
  const catalogue = await findCatalogue(db);
  return rows.map((row) => show(row, catalogue));
}

/** `undefined` for a device that is not this owner's, whoever else's it is. */
export async function findShownDevice(
  db: Kysely<RegionTables>,
  ownerId: OwnerId,
  deviceId: DeviceId,
): Promise<ShownDevice | undefined> {
  const row = await ownedDevices(db, ownerId)
    .where('device.device_id', '=', deviceId)
    .where(sql<boolean>`(removed_at IS NULL OR ${keepsFootage})`)
    .executeTakeFirst();
  return row && show(row, await findCatalogue(db));
}

function ownedDevices(db: Kysely<RegionTables>, ownerId: OwnerId) {
  return db
    .selectFrom('device_now as device')
    .leftJoin('product', 'product.pid', 'device.pid')
    .leftJoin('licence', 'licence.uuid', 'device.uuid')
    .leftJoin('subscription', 'subscription.device_id', 'device.device_id')
    .selectAll('device')
    .select(['subscription.subscription', 'subscription.key_ends_at', sql<Date>`kaitong_now()`.as('now')])
    .select('licence.revoked as licence_revoked')
    .select((eb) =>
      eb
        .selectFrom('ingest_token')
        .select(({ fn }) => fn.max('last_used_at').as('at'))
        .whereRef('ingest_token.device_id', '=', 'device.device_id')
        .where('device.kind', '=', 'push')
        .as('pushed_at'),
    )
    .select((eb) =>
      eb
        .selectFrom('hand_over_code')
        .select('expires_at')
        .whereRef('hand_over_code.device_id', '=', 'device.device_id')
        .where('expires_at', '>', sql<Date>`kaitong_now()`)
        .as('hand_over_until'),
    )
    .select(['product.name as product_name', 'product.activated', 'product.lowest_firmware'])
    .select(['product.on_sale', 'product.plan_ids'])
    .where('device.owner_id', '=', ownerId);
}

const keepsFootage = sql<boolean>`ended <> 'removed' AND subscription.key_ends_at > kaitong_now()`;

type Row = Awaited<ReturnType<ReturnType<typeof ownedDevices>['execute']>>[number];

function show(row: Row, catalogue: Catalogue): ShownDevice {
  return {
    deviceId: row.device_id,
    kind: row.kind,
    name: row.name,
    pid: row.pid,
    productName: row.product_name ?? row.pid,
    presence: row.presence,
    firmware: row.firmware,
    lastSeenAt: (row.pushed_at ?? row.seen_at)?.toISOString() ?? null,
    pairedAt: row.paired_at.toISOString(),
    provisional: canDevice(row.kind, 'changeHands') && row.claim_kind === 'late' && row.claim === null,
    licenceRevoked: row.licence_revoked ?? false,
    footageUntil: row.removed_at && (row.key_ends_at?.toISOString() ?? null),
    handOverUntil: row.hand_over_until?.toISOString() ?? null,
    settings: { motionDetection: row.motion_detection, privacyMode: row.privacy_mode },
    verificationFootageAllowed: row.verification_footage_allowed,
    cloudStorage: cloudStorageOf(row, catalogue),
    sharedBy: null,
  };
}

/** The entry stands while the product is activated, and longer where what was bought still runs or can be watched. */
function cloudStorageOf(row: Row, catalogue: Catalogue): ShownDevice['cloudStorage'] {
  const standing = standingAt(row.subscription ?? noSubscription, row.now.getTime());
  const isKept = standing.state === 'active' || standing.state === 'expired';
  const sale = saleOf(row.pid, row);
  if (!sale.isActivated && !isKept) return null;
  const sold = sale.onSale && row.removed_at === null ? plansSold(row.pid, sale, catalogue) : [];
  return {
    plans: sold.map(({ kind, retentionDays, period }) => ({ kind, retentionDays, period })),
    olderFirmware: isOlder(row.firmware, row.lowest_firmware),
    state: isKept ? standing.state : 'none',
    until: isKept ? new Date(standing.state === 'active' ? standing.until : standing.endedAt).toISOString() : null,
  };
}

const isOlder = (firmware: string | null, lowest: string | null): boolean =>
  firmware !== null && lowest !== null && compareFirmware(firmware, lowest) < 0;
