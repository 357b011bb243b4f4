import type { Region } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTransaction } from '../context.ts';

/** Prices for a region that is new, in US dollars: those of elsewhere, until the operator sets others. */
export async function priceInRegion(trx: ControlTransaction, region: Region): Promise<void> {
  await sql`
    INSERT INTO plan_price (plan_id, region, amount, currency, us_dollar)
    SELECT plan_id, ${region}, max(us_dollar), 'USD', max(us_dollar) FROM plan_price
    WHERE us_dollar IS NOT NULL GROUP BY plan_id
    ON CONFLICT DO NOTHING`.execute(trx);
}
