import type { Parsed, products, Refusal, Reply } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { newPid } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { inOneStatementWith } from '../../store/unit-of-work.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { queueNewProduct } from '../regions/queue-deliveries.ts';

/** A new product of the account: a PID of 16 random characters, told to all regions. */
export async function createProduct(
  context: ControlContext,
  caller: MakerCaller,
  { body: { name, demonstration } }: Parsed<typeof products.createProduct>,
): Promise<Reply<typeof products.createProduct> | Refusal> {
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `product ${caller.accountId}`, limits.productsPerAccount)]);
  if (tooMany) return tooMany;
  const pid = newPid();
  // Its first version; nobody else sees it yet.
  const product = db
    .insertInto('product')
    .values({ pid, name, demonstration, account_id: caller.accountId, version: 1 });
  const [created] = await inOneStatementWith(db, product.returning('created_at'), async (unit) => {
    await audit(unit, caller, 'product.created', pid, { name, ...(demonstration && { demonstration }) });
    await queueNewProduct(context, unit, pid);
    await tellAccount(unit, caller.accountId, 'products.changed');
    await tellAccount(unit, caller.accountId, 'sales.changed');
  });
  if (!created) throw new Error('a new product came back empty');
  context.log.info({ accountId: caller.accountId, pid }, 'product.created');
  const owner = await context.db
    .selectFrom('account')
    .select('name')
    .where('id', '=', caller.accountId)
    .executeTakeFirstOrThrow();
  return {
    pid,
    name,
    createdAt: created.created_at.toISOString(),
    role: 'owner',
    ownerName: owner.name,
    stage: 'debug',
    demonstration,
    licences: 0,
    devices: 0,
    activation: null,
  };
}
