import type { PublishedProduct } from '@kaitong/contract';
import type { z } from 'zod';
import type { ControlTransaction } from '../context.ts';
import { ANNOUNCED_PLANS } from './announced-plans.ts';

type State = z.input<typeof PublishedProduct>;

/** What a region is told of a product: read in one statement, so that version and state belong together. */
export async function composeProduct(trx: ControlTransaction, pid: string): Promise<State | undefined> {
  const row = await trx
    .selectFrom('product')
    .leftJoin('activation', 'activation.pid', 'product.pid')
    .select(['product.name', 'product.version', 'activation.firmware'])
    .where('product.pid', '=', pid)
    .executeTakeFirst();
  if (!row) return undefined;
  const { name, version, firmware } = row;
  return {
    pid,
    version,
    name,
    activated: firmware !== null,
    lowestFirmware: firmware,
    plans: firmware === null ? [] : ANNOUNCED_PLANS,
  };
}
