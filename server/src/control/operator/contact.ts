import { OperatorContact, type operator, type Parsed, type Refusal, type Reply } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { publishCatalogue } from '../regions/publish-catalogue.ts';

/** Whom owners and makers are told to contact; all of it empty until somebody has filled it in. */
export async function findContact(db: ControlContext['db']): Promise<OperatorContact> {
  const row = await db.selectFrom('operator_contact').select(['name', 'phone', 'email', 'note']).executeTakeFirst();
  return OperatorContact.parse(row ?? { name: '', phone: '', email: '', note: '' });
}

/** Sets it, and lets the regions know: the app shows it where a trial has expired. */
export async function putContact(
  context: ControlContext,
  caller: OperatorCaller,
  { body }: Parsed<typeof operator.putContact>,
): Promise<Reply<typeof operator.putContact> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const before = await findContact(trx);
    await trx
      .insertInto('operator_contact')
      .values(body)
      .onConflict((conflict) => conflict.column('only_row').doUpdateSet(body))
      .execute();
    await publishCatalogue(context, trx);
    await audit(trx, caller, 'contact.changed', 'operator', { before, after: body });
    return body;
  });
}
