import type { Parsed, products, Refusal, Reply } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { newPid } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { requireRole } from '../accounts/roles.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { publishProduct } from './publish-product.ts';

/** A new product of the account: a PID of 16 random characters, told to all regions. */
export async function createProduct(
  context: ControlContext,
  caller: MakerCaller,
  { body: { name } }: Parsed<typeof products.createProduct>,
): Promise<Reply<typeof products.createProduct> | Refusal> {
  const refused = requireRole(caller, 'developer');
  if (refused) return refused;
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `product ${caller.accountId}`, limits.productsPerAccount)]);
  if (tooMany) return tooMany;
  const pid = newPid();
  const createdAt = await db.transaction().execute(async (trx) => {
    const { created_at } = await trx
      .insertInto('product')
      .values({ pid, name, account_id: caller.accountId })
      .returning('created_at')
      .executeTakeFirstOrThrow();
    await audit(trx, caller, 'product.created', pid, { name });
    await publishProduct(context, trx, pid);
    return created_at.toISOString();
  });
  context.log.info({ accountId: caller.accountId, pid }, 'product.created');
  return { pid, name, createdAt, role: 'owner', stage: 'debug', licences: 0, devices: 0, activation: null };
}
