import type { PublishedCatalogue, Region } from '@kaitong/contract';
import type { z } from 'zod';
import type { ControlTransaction } from '../context.ts';
import { findContact } from '../operator/contact.ts';
import { keptQuotaOf, planOrder } from '../sales/sold-plans.ts';

type Catalogue = z.input<typeof PublishedCatalogue>;

/**
 * What a region sells. The version is read first: what is changed meanwhile stands in it already and comes once more under
 * its own, and no version ever lacks what belongs to it.
 */
export async function composeCatalogue(trx: ControlTransaction, region: Region): Promise<Catalogue> {
  const { version } = await trx.selectFrom('catalogue').select('version').executeTakeFirstOrThrow();
  const plans = await trx
    .selectFrom('plan')
    .innerJoin('plan_price', 'plan_price.plan_id', 'plan.id')
    .selectAll()
    .where('plan_price.region', '=', region)
    .where('plan.withdrawn_at', 'is', null)
    .orderBy(planOrder)
    .execute();
  const setting = await trx
    .selectFrom('region_setting')
    .select('segment_seconds')
    .where('region', '=', region)
    .executeTakeFirst();
  return {
    version,
    plans: plans.map(({ id, kind, retention_days, kept_bytes, period, amount, currency, us_dollar }) => ({
      id,
      kind,
      retentionDays: retention_days,
      keptBytes: keptQuotaOf({ kind, kept_bytes }),
      period,
      price: { amount, currency },
      usDollar: us_dollar === null ? null : { amount: us_dollar, currency: 'USD' },
    })),
    defaults: plans.filter((plan) => plan.is_default).map(({ id }) => id),
    contact: await findContact(trx),
    ...(setting && { segmentSeconds: setting.segment_seconds }),
  };
}
