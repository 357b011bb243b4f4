import { type Parsed, type Refusal, type Reply, refusal, type services } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';
import { isAvailable } from './market.ts';

/** The agreement that is offered now, or any version that somebody may have agreed to. */
export async function getAgreement(
  { db }: ControlContext,
  { params: { serviceId }, query: { version, language } }: Parsed<typeof services.getAgreement>,
): Promise<Reply<typeof services.getAgreement> | Refusal> {
  if (!isAvailable(serviceId)) return refusal('service_unavailable');
  const agreements = db
    .selectFrom('agreement')
    .innerJoin('agreement_version as v', (join) =>
      join.onRef('v.service_id', '=', 'agreement.service_id').onRef('v.version', '=', 'agreement.version'),
    )
    .select(['v.version', 'v.updated_on', 'v.share_percent', 'title', 'chapters'])
    .where('v.service_id', '=', serviceId)
    .where('v.state', '<>', 'draft')
    .where('language', '=', language);
  const chosen =
    version === undefined ? agreements.where('v.state', '=', 'current') : agreements.where('v.version', '=', version);
  const row = await chosen.executeTakeFirst();
  if (!row) return refusal('not_found');
  const { updated_on: updatedOn, share_percent: sharePercent, title, chapters } = row;
  return { serviceId, version: row.version, updatedOn, sharePercent, title, chapters };
}
