import type { Parsed, Refusal, Reply, regionPlane } from '@kaitong/contract';
import { refusal, seconds } from '@kaitong/contract';
import { json } from '../../store/database.ts';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionContext } from '../context.ts';
import { productTold } from '../news/tell-product.ts';

/** The deadline at which images of a product's releases, its subject, are fetched or removed. */
export const RELEASES_CHANGED = 'firmware.changed';

/** Takes a product's whole state, unless a newer one is here. Answers the version that is in force. */
export async function publishProduct(
  { db }: RegionContext,
  { params, body }: Parsed<typeof regionPlane.publishProduct>,
): Promise<Reply<typeof regionPlane.publishProduct> | Refusal> {
  if (params.pid !== body.pid) return refusal('input_invalid');
  const { pid, version, name, activated, lowestFirmware, stage, onSale, planIds, deviceAuthorities, releases } = body;
  const state = {
    version,
    name,
    activated,
    lowest_firmware: lowestFirmware,
    stage,
    demonstration: body.demonstration,
    on_sale: onSale,
    plan_ids: planIds && json(planIds),
    device_authorities: json(deviceAuthorities),
    releases: json(releases),
  };
  const take = (executor: RegionContext['db']) =>
    executor
      .insertInto('product')
      .values({ pid, ...state })
      .onConflict((conflict) => conflict.column('pid').doUpdateSet(state).where('product.version', '<', version))
      .returning(['version', productTold(pid).as('told')])
      .executeTakeFirst();
  const taken = await (releases.length === 0
    ? take(db)
    : db.transaction().execute(async (trx) => {
        await setDeadline(trx, RELEASES_CHANGED, pid, seconds(0));
        return await take(trx);
      }));
  if (taken) return { version: taken.version };
  return await db.selectFrom('product').select('version').where('pid', '=', pid).executeTakeFirstOrThrow();
}
