import type {
  AccountId,
  DeviceId,
  MotionDetection,
  Parsed,
  Pid,
  Presence,
  Reply,
  regionPlane,
  Uuid,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';

type Listed = Reply<typeof regionPlane.listProductDevices>['items'][number];

/** As an instant is written: what control sorts and names places by must be what is compared here. */
const PAIRED = sql<Date>`date_trunc('milliseconds', device.paired_at)`;
const ID = sql`device.device_id COLLATE "C"`;

/** Paired devices of products, newest pairing first, a page of them. Says nothing about their owners but testers. */
export async function listProductDevices(
  context: RegionContext,
  { body: { pids, accountId, search, only, after, limit } }: Parsed<typeof regionPlane.listProductDevices>,
): Promise<Reply<typeof regionPlane.listProductDevices>> {
  if (pids.length === 0) return { items: [] };
  let query = makerDevices(context.db, accountId).where('device.pid', 'in', pids);
  if (search !== undefined && search !== '') {
    const part = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((is) =>
      is.or([is(sql.ref<string>('device.device_id'), 'like', part), is(sql.ref<string>('device.uuid'), 'like', part)]),
    );
  }
  if (only === 'to_verify') query = query.where('presence', '<>', 'offline');
  if (only === 'testers') query = query.where(({ exists }) => exists(testerLink(context.db, accountId)));
  if (after)
    query = query.where(sql<boolean>`(${PAIRED}, ${ID}) < (${after.pairedAt}::timestamptz, ${after.deviceId})`);
  const rows = await query.orderBy(PAIRED, 'desc').orderBy(ID, 'desc').limit(limit).execute();
  return { items: rows.map((row) => toMakerDevice(context, row)) };
}

/** One device as a maker sees it, if it is paired here. */
export async function findMakerDevice(
  context: RegionContext,
  accountId: AccountId,
  deviceId: DeviceId,
): Promise<Listed | undefined> {
  const row = await makerDevices(context.db, accountId).where('device.device_id', '=', deviceId).executeTakeFirst();
  return row && toMakerDevice(context, row);
}

function makerDevices(db: Kysely<RegionTables>, accountId: AccountId) {
  return db
    .selectFrom('device_now as device')
    .select(['device_id', 'uuid', 'pid', 'presence', 'firmware', 'seen_at', 'paired_at', 'motion_detection'])
    .select(({ exists }) => exists(testerLink(db, accountId)).as('tester'))
    .where('device.removed_at', 'is', null);
}

/** Of a device's owner to an account. */
const testerLink = (db: Kysely<RegionTables>, accountId: AccountId) =>
  db
    .selectFrom('tester_link')
    .select(sql`1`.as('one'))
    .where(sql<boolean>`tester_link.owner_id = device.owner_id`)
    .where('tester_link.account_id', '=', accountId)
    .where('tester_link.removed_at', 'is', null);

type Row = {
  device_id: DeviceId;
  uuid: Uuid;
  pid: Pid;
  presence: Presence;
  firmware: string | null;
  seen_at: Date | null;
  paired_at: Date;
  motion_detection: MotionDetection | null;
  tester: unknown;
};

const toMakerDevice = ({ region }: Pick<RegionContext, 'region'>, row: Row): Listed => ({
  deviceId: row.device_id,
  uuid: row.uuid,
  pid: row.pid,
  region,
  presence: row.presence,
  firmware: row.firmware,
  lastSeenAt: row.seen_at?.toISOString() ?? null,
  pairedAt: row.paired_at.toISOString(),
  tester: row.tester === true,
  motionDetection: row.motion_detection,
});
