import { type Parsed, type Refusal, type Reply, refusal, type team } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { json } from '../../store/database.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { tellAccount } from './tell-account.ts';

const EMPTY = {
  contact: { name: '', phone: '', email: '' },
  invoice: { title: '', taxId: '', address: '', bank: '' },
};

export async function getCompany(
  { db }: ControlContext,
  { accountId }: MakerCaller,
): Promise<Reply<typeof team.getCompany>> {
  const { name, company } = await db
    .selectFrom('account')
    .select(['name', 'company'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  return { name, ...(company ?? EMPTY) };
}

/** A key changes nothing here: invoices go by it. */
export async function putCompany(
  context: ControlContext,
  caller: MakerCaller,
  { body: { name, ...company } }: Parsed<typeof team.putCompany>,
): Promise<Reply<typeof team.putCompany> | Refusal> {
  const { accountId, sessionId } = caller;
  if (sessionId === null) return refusal('not_allowed');
  await context.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('account')
      .set({ name, company: json(company) })
      .where('id', '=', accountId)
      .execute();
    await audit(trx, caller, 'company.changed', name);
    await tellAccount(trx, accountId, 'team.changed');
  });
  return await getCompany(context, caller);
}
