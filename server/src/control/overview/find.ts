import { type Found, mayCall, type overview, type Parsed, type Reply, type RoledOperation } from '@kaitong/contract';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { MakerCaller } from '../../callers.ts';
import { beginning, containing } from '../../paging.ts';
import type { ControlContext } from '../context.ts';
import { visibleProducts } from '../products/find-product-for.ts';

type Shown = z.input<typeof Found>;

/** Of each kind: a list to choose from, not one to read. */
const EACH = 5;

/**
 * What an account may see, by the beginning of an id. What hangs on a product is seen through `visibleProducts`, all else
 * is the account's own: these two are the only ways in, each as far as the caller's role reads the list that it stands in. Units are found at control, which knows every claimed pairing.
 */
export async function find(
  { db }: ControlContext,
  { accountId, role }: MakerCaller,
  { query: { text } }: Parsed<typeof overview.find>,
): Promise<Reply<typeof overview.find>> {
  const begin = beginning(text.replace(/\s/g, '').toLowerCase());
  const visible = (operation?: RoledOperation) => visibleProducts(db, accountId, operation);
  const may = (operation: RoledOperation) => mayCall(operation, role);
  const units = () =>
    db
      .selectFrom('licence')
      .innerJoin(visible('listLicences').as('mine'), 'mine.pid', 'licence.pid')
      .leftJoin('unit_claim', (join) => join.onRef('unit_claim.uuid', '=', 'licence.uuid').on('state', '=', 'held'))
      .select(['licence.uuid', 'mine.pid', 'mine.name', 'unit_claim.device_id', 'unit_claim.region'])
      .limit(EACH);
  const [products, byDevice, byUuid, applications, orders, serviceOrders] = await Promise.all([
    visible()
      .where((where) =>
        where.or([
          where(sql.ref<string>('product.pid'), 'like', begin),
          where('product.name', 'ilike', containing(text)),
        ]),
      )
      .orderBy('product.created_at', 'desc')
      .limit(EACH)
      .execute(),
    may('listLicences') ? units().where(sql.ref<string>('unit_claim.device_id'), 'like', begin).execute() : [],
    may('listLicences') ? units().where(sql.ref<string>('licence.uuid'), 'like', begin).execute() : [],
    may('listApplications')
      ? db
          .selectFrom('application')
          .select(['id', 'device_id', 'state', 'created_at'])
          .where('account_id', '=', accountId)
          .where((where) =>
            where.or([where('device_id', 'like', begin), where(sql.ref<string>('application.id'), 'like', begin)]),
          )
          .orderBy('created_at', 'desc')
          .limit(EACH)
          .execute()
      : [],
    may('listMakerOrders')
      ? db
          .selectFrom('sold_order')
          .innerJoin('product', 'product.pid', 'sold_order.pid')
          .select(['sold_order.id', 'sold_order.pid', 'product.name', 'paid_at'])
          .where('sold_order.account_id', '=', accountId)
          .where(sql.ref<string>('sold_order.id'), 'like', begin)
          .limit(EACH)
          .execute()
      : [],
    may('listServiceOrders')
      ? db
          .selectFrom('service_order')
          .select(['id', 'created_at'])
          .where('account_id', '=', accountId)
          .where(sql.ref<string>('service_order.id'), 'like', begin)
          .limit(EACH)
          .execute()
      : [],
  ]);
  const known = new Set(byDevice.map(({ uuid }) => uuid));
  return {
    items: [
      ...products.map(({ pid, name }): Shown => ({ kind: 'product', pid, name })),
      ...[...byDevice, ...byUuid.filter(({ uuid }) => !known.has(uuid))].map(showUnit),
      ...applications.map(
        ({ id, device_id, state, created_at }): Shown => ({
          kind: 'application',
          id,
          deviceId: device_id,
          state,
          createdAt: created_at.toISOString(),
        }),
      ),
      ...orders.map(
        ({ id, pid, name, paid_at }): Shown => ({
          kind: 'order',
          orderId: id,
          pid,
          productName: name,
          paidAt: paid_at.toISOString(),
        }),
      ),
      ...serviceOrders.map(
        ({ id, created_at }): Shown => ({ kind: 'service_order', id, createdAt: created_at.toISOString() }),
      ),
    ],
  };
}

type Unit = { uuid: string; pid: string; name: string; device_id: string | null; region: string | null };

const showUnit = ({ uuid, pid, name: productName, device_id: deviceId, region }: Unit): Shown =>
  deviceId === null || region === null
    ? { kind: 'licence', uuid, pid, productName }
    : { kind: 'device', deviceId, uuid, pid, productName, region };
