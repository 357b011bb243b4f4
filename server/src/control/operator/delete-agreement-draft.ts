import { type operator, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OperatorCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';

/** Takes a version back that nobody can have agreed to; its name is free again. */
export async function deleteAgreementDraft(
  { db, log }: ControlContext,
  caller: OperatorCaller,
  { params: { serviceId, version } }: Parsed<typeof operator.deleteAgreementDraft>,
): Promise<Reply<typeof operator.deleteAgreementDraft> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    // Locked: who publishes it at this moment is waited for, or finds it gone.
    const found = await trx
      .selectFrom('agreement_version')
      .select(['state', 'share_percent as sharePercent'])
      .where('service_id', '=', serviceId)
      .where('version', '=', version)
      .forUpdate()
      .executeTakeFirst();
    if (!found) return refusal('not_found');
    if (found.state !== 'draft') return refusal('agreement_published');
    await trx.deleteFrom('agreement').where('service_id', '=', serviceId).where('version', '=', version).execute();
    await trx
      .deleteFrom('agreement_version')
      .where('service_id', '=', serviceId)
      .where('version', '=', version)
      .execute();
    await audit(trx, caller, 'agreement.draft_deleted', version, { serviceId, sharePercent: found.sharePercent });
    log.info({ serviceId, version }, 'agreement.draft_deleted');
    return {};
  });
}
