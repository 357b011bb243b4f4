import { isRefusal, type Parsed, type products, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { tellAboutProduct } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { queueLicences } from '../regions/queue-deliveries.ts';
import { findProductFor } from './find-product-for.ts';

/** Revokes licences for good, all or, where one is not the product's, none. What is revoked already stays as it was. */
export async function revokeLicences(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body }: Parsed<typeof products.revokeLicences>,
): Promise<Reply<typeof products.revokeLicences> | Refusal> {
  const product = await findProductFor(context.db, caller, pid, 'revokeLicences');
  if (isRefusal(product)) return product;
  const uuids = [...new Set(body.uuids)];
  const revocation = randomId('rv', 18);
  const answer = await context.db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('licence')
      .select(['uuid', 'revoked_at'])
      .where('pid', '=', pid)
      .where('uuid', 'in', uuids)
      .orderBy('uuid')
      .forUpdate()
      .execute();
    if (rows.length < uuids.length) return refusal('licence_unknown');
    const { numUpdatedRows: revoked } = await trx
      .updateTable('licence')
      .set({ revoked_at: sql<Date>`kaitong_now()`, revocation })
      .where('uuid', 'in', uuids)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow();
    const { paired } = await trx
      .selectFrom('unit_claim')
      .select(({ fn }) => fn.countAll<number>().as('paired'))
      .where('uuid', 'in', uuids)
      .where('state', '=', 'held')
      .executeTakeFirstOrThrow();
    if (revoked > 0n) {
      await audit(trx, caller, 'licences.revoked', pid, { uuids });
      await tellAboutProduct(trx, pid, 'products.changed');
      await queueLicences(context, trx, revocation);
    }
    return { revoked: Number(revoked), paired };
  });
  if (isRefusal(answer)) return answer;
  context.log.info({ accountId: caller.accountId, pid, revocation, ...answer }, 'licences.revoked');
  return answer;
}
