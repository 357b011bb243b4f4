import type {
  AccountId,
  DeviceId,
  MotionDetection,
  Parsed,
  Pid,
  Presence,
  Reply,
  regionPlane,
  SampleKind,
  Uuid,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';

type Listed = Reply<typeof regionPlane.listProductDevices>['items'][number];

type Body = Parsed<typeof regionPlane.listProductDevices>['body'];

/**
 * Paired devices of products, newest pairing first, a page of them. Says nothing about their owners but testers,
 * and when a device was last heard only to whom its owner shows its log: it tells when people are at home.
 *
 * Control sorts and names places by instants as they are written, in milliseconds, and the index knows microseconds. So
 * the page is read in the order of the index, and of the last millisecond in it all that the page could have of it.
 */
export async function listProductDevices(
  context: RegionContext,
  { body }: Parsed<typeof regionPlane.listProductDevices>,
): Promise<Reply<typeof regionPlane.listProductDevices>> {
  if (body.pids.length === 0) return { items: [] };
  const rows = await context.db
    .transaction()
    .setIsolationLevel('repeatable read') // a device that went between the two would make the page seem the last one
    .execute(async (trx) => {
      const first = await readNewest(trx, body);
      const last = first.at(-1)?.paired_at;
      if (last === undefined || first.length < body.limit) return first;
      return [...first.filter((row) => row.paired_at > last), ...(await readPairedAt(trx, body, last))];
    });
  return {
    items: rows
      .sort(newestFirst)
      .slice(0, body.limit)
      .map((row) => toMakerDevice(context, row)),
  };
}

const newestFirst = (a: Row, b: Row): number =>
  b.paired_at.getTime() - a.paired_at.getTime() || (a.device_id < b.device_id ? 1 : -1);

/** Each product's newest by its index, whatever number of them it has. */
async function readNewest(db: Kysely<RegionTables>, body: Body): Promise<Row[]> {
  return await db
    .selectFrom(sql<{ pid: Pid }>`unnest(${body.pids}::text[])`.as<'product'>(sql`product(pid)`))
    .innerJoinLateral(
      narrowed(db, body)
        .where('device.pid', '=', sql.ref<Pid>('product.pid'))
        .orderBy('device.paired_at', 'desc')
        .limit(body.limit)
        .as('device'),
      (join) => join.onTrue(),
    )
    .selectAll('device')
    .orderBy('device.paired_at', 'desc')
    .limit(body.limit)
    .execute();
}

/** Those of one millisecond. */
async function readPairedAt(db: Kysely<RegionTables>, body: Body, at: Date): Promise<Row[]> {
  return await narrowed(db, body)
    .where('device.pid', 'in', body.pids)
    .where('device.paired_at', '>=', at)
    .where('device.paired_at', '<', new Date(at.getTime() + 1))
    .orderBy(ID, 'desc')
    .limit(body.limit)
    .execute();
}

const ID = sql`device.device_id COLLATE "C"`;

function narrowed(db: Kysely<RegionTables>, { accountId, search, only, after }: Body) {
  let query = makerDevices(db, accountId);
  if (search !== undefined && search !== '') {
    const part = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((is) =>
      is.or([is(sql.ref<string>('device.device_id'), 'like', part), is(sql.ref<string>('device.uuid'), 'like', part)]),
    );
  }
  if (only === 'to_verify') query = query.where('presence', '<>', 'offline');
  if (only === 'testers') query = query.where(({ exists }) => exists(testerLink(db, accountId)));
  if (after) {
    const at = new Date(after.pairedAt);
    query = query
      .where('device.paired_at', '<', new Date(at.getTime() + 1)) // what the index can tell
      .where(
        sql<boolean>`(date_trunc('milliseconds', device.paired_at), ${ID}) < (${at}::timestamptz, ${after.deviceId})`,
      );
  }
  return query;
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
    .select(['device_id', 'uuid', 'pid', 'presence', 'firmware', 'sample', 'seen_at', 'paired_at', 'motion_detection'])
    .select(({ exists }) => exists(testerLink(db, accountId)).as('tester'))
    .select(({ exists }) => exists(openSupport(db, accountId)).as('supported'))
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

/** What its owner lets an account read of a device for a while. */
const openSupport = (db: Kysely<RegionTables>, accountId: AccountId) =>
  db
    .selectFrom('device_support')
    .select(sql`1`.as('one'))
    .where(sql<boolean>`device_support.device_id = device.device_id`)
    .where(sql<boolean>`device_support.owner_id = device.owner_id`)
    .where('device_support.account_id', '=', accountId)
    .where('device_support.until', '>', sql<Date>`kaitong_now()`);

type Row = {
  device_id: DeviceId;
  uuid: Uuid;
  pid: Pid;
  presence: Presence;
  firmware: string | null;
  sample: SampleKind;
  seen_at: Date | null;
  paired_at: Date;
  motion_detection: MotionDetection | null;
  tester: unknown;
  supported: unknown;
};

const toMakerDevice = ({ region }: Pick<RegionContext, 'region'>, row: Row): Listed => ({
  deviceId: row.device_id,
  uuid: row.uuid,
  pid: row.pid,
  region,
  presence: row.presence,
  firmware: row.firmware,
  sample: row.sample,
  lastSeenAt: row.tester === true || row.supported === true ? (row.seen_at?.toISOString() ?? null) : null,
  pairedAt: row.paired_at.toISOString(),
  tester: row.tester === true,
  motionDetection: row.motion_detection,
});
