import {
  type Currency,
  compareFirmware,
  type FirmwareVersion,
  type Money,
  mayCall,
  mayOn,
  type overview,
  type Parsed,
  type Pid,
  type Refusal,
  type Reply,
  type RoledOperation,
  refusal,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { addMonths, monthOf, startOfMonth } from '../billing/months.ts';
import { conformanceOf, showInList } from '../conformance/show-conformance.ts';
import type { ControlContext } from '../context.ts';
import { givenAccess, visibleProducts } from '../products/find-product-for.ts';
import { showProducts } from '../products/show-product.ts';
import { askRegions } from '../regions/ask-regions.ts';
import { serviceItemRows, showServiceItems } from '../sales/service-items.ts';
import { sumArrivals } from './sum-arrivals.ts';

type Home = Reply<typeof overview.getProductHome>;

const LATEST = 5;
const MONTHS = 12;

/** One product with what lies in several rooms, by a number of statements that does not depend on how much there is. */
export async function getProductHome(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof overview.getProductHome>,
): Promise<Home | Refusal> {
  const { db } = context;
  const row = await visibleProducts(db, caller.accountId).where('product.pid', '=', pid).executeTakeFirst();
  if (!row) return refusal('not_found');
  const access = givenAccess(row, caller.accountId);
  const may = (operation: RoledOperation) => mayCall(operation, caller.role);
  const [[product], fleet, licences, verifications, conformance, items, sold] = await Promise.all([
    showProducts(db, caller.accountId, [row]),
    askFleet(context, pid),
    may('listLicences') && mayOn('listLicences', access) ? countLicences(context, pid) : null,
    may('listApplications') ? readVerifications(context, caller, pid) : null,
    may('listConformance') ? readConformance(context, caller, pid) : null,
    serviceItemRows(db, caller.accountId)
      .where('product.pid', '=', pid)
      .execute()
      .then((rows) => showServiceItems(context, caller, rows)),
    access === 'owner' && may('getBilling') ? readSold(context, caller, pid) : null,
  ]);
  if (!product) return refusal('not_found');
  const lowest = product.activation?.firmware ?? null;
  const units = fleet.firmware.reduce((sum, one) => sum + one.units, 0);
  return {
    product: { ...product, devices: fleet.unreachable.length > 0 ? null : units },
    fleet: {
      firmware: fleet.firmware.map((one) => ({
        ...one,
        passing: lowest === null ? null : compareFirmware(one.firmware, lowest) >= 0,
      })),
      arrivals: fleet.arrivals,
      eventsUnreachable: fleet.eventsUnreachable,
      unreachable: fleet.unreachable,
    },
    licences,
    verifications,
    conformance,
    item: items[0] ?? null,
    sold,
  };
}

/** The regions' counts as one, the newest version first. */
async function askFleet(context: ControlContext, pid: Pid) {
  const [{ given, silent }, came] = await Promise.all([
    askRegions(context, (region) => region.countFirmware({ body: { pid } })),
    askRegions(context, (region) => region.countArrivals({ body: { pid } })),
  ]);
  const byVersion = new Map<FirmwareVersion, { units: number; online: number }>();
  for (const { firmware, units, online } of given.flatMap(({ answer }) => answer.items)) {
    const before = byVersion.get(firmware) ?? { units: 0, online: 0 };
    byVersion.set(firmware, { units: before.units + units, online: before.online + online });
  }
  const firmware = [...byVersion]
    .map(([version, counts]) => ({ firmware: version, ...counts }))
    .sort((a, b) => compareFirmware(b.firmware, a.firmware));
  const arrivals = sumArrivals(came.given.flatMap(({ answer }) => answer.items));
  // A region that is slow to look at its events has said nothing wrong of its units.
  return { firmware, arrivals, unreachable: silent.sort(), eventsUnreachable: came.silent.sort() };
}

async function countLicences({ db }: ControlContext, pid: Pid): Promise<Home['licences']> {
  return await db
    .selectFrom('licence')
    .leftJoin('unit_claim', (join) => join.onRef('unit_claim.uuid', '=', 'licence.uuid').on('state', '=', 'held'))
    .select([
      sql<number>`count(*)`.as('issued'),
      sql<number>`count(unit_claim.uuid) FILTER (WHERE revoked_at IS NULL)`.as('paired'),
      sql<number>`count(revoked_at)`.as('revoked'),
    ])
    .where('pid', '=', pid)
    .executeTakeFirstOrThrow();
}

async function readVerifications(
  { db }: ControlContext,
  { accountId }: MakerCaller,
  pid: Pid,
): Promise<Home['verifications']> {
  const own = db.selectFrom('application').where('account_id', '=', accountId).where('pid', '=', pid);
  const [counted, latest] = await Promise.all([
    own
      .select(['state', (count) => count.fn.countAll<number>().as('n')])
      .groupBy('state')
      .execute(),
    own
      .select(['id', 'device_id', 'firmware', 'state', 'created_at'])
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(LATEST)
      .execute(),
  ]);
  return {
    counts: Object.fromEntries(counted.map(({ state, n }) => [state, n])),
    latest: latest.map(({ id, device_id: deviceId, firmware, state, created_at }) => ({
      id,
      deviceId,
      firmware,
      state,
      createdAt: created_at.toISOString(),
    })),
  };
}

async function readConformance({ db }: ControlContext, caller: MakerCaller, pid: Pid): Promise<Home['conformance']> {
  const rows = await conformanceOf(db, caller)
    .where('conformance.pid', '=', pid)
    .orderBy('conformance.created_at', 'desc')
    .orderBy('conformance.id', 'desc')
    .limit(LATEST)
    .execute();
  return rows.map(showInList);
}

type Sold = { currency: Currency; orders: number; paid: number; refunded: number; share: number };

/** What was paid stands in the currency of the order, the share in its own: both are lines of one list. */
async function readSold({ db, clock }: ControlContext, { accountId }: MakerCaller, pid: Pid): Promise<Home['sold']> {
  const since = startOfMonth(addMonths(monthOf(clock.now()), 1 - MONTHS));
  const { rows } = await sql<Sold>`
    WITH sold AS (
      SELECT currency, share_currency, count(*) AS orders, sum(paid) AS paid, sum(refunded) AS refunded,
        sum(share - reversed) AS share
      FROM sold_order WHERE account_id = ${accountId} AND pid = ${pid} AND paid_at >= ${since} GROUP BY 1, 2)
    SELECT currency, sum(orders)::int AS orders, sum(paid)::bigint AS paid, sum(refunded)::bigint AS refunded,
      sum(share)::bigint AS share
    FROM (
      SELECT currency, orders, paid, refunded, 0 AS share FROM sold
      UNION ALL SELECT share_currency, 0, 0, 0, share FROM sold) lines
    GROUP BY currency ORDER BY currency`.execute(db);
  return rows.map(({ currency, orders, ...amounts }) => {
    const money = (amount: number): Money => ({ amount, currency });
    return {
      currency,
      orders,
      paid: money(amounts.paid),
      refunded: money(amounts.refunded),
      share: money(amounts.share),
    };
  });
}
