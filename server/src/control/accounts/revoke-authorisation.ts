import { type accounts, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';

/** Withdraws a role at once. Whoever gave it may, and whoever has it may give it back. */
export async function revokeAuthorisation(
  { db, log }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof accounts.revokeAuthorisation>,
): Promise<Reply<typeof accounts.revokeAuthorisation> | Refusal> {
  const given = await db
    .selectFrom('authorisation')
    .innerJoin('product', 'product.pid', 'authorisation.pid')
    .select(['authorisation.id', 'authorisation.pid'])
    .where('authorisation.id', '=', id)
    .where((where) =>
      where.or([
        where('product.account_id', '=', caller.accountId),
        where('authorisation.account_id', '=', caller.accountId),
      ]),
    )
    .executeTakeFirst();
  if (!given) return refusal('not_found');
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('authorisation').where('id', '=', id).execute();
    await audit(trx, caller, 'authorisation.revoked', given.pid);
  });
  log.info({ accountId: caller.accountId, pid: given.pid, authorisationId: id }, 'authorisation.withdrawn');
  return {};
}
