import {
  LANGUAGES,
  type operator,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type ServiceId,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { OperatorCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { isAvailable } from '../services/market.ts';

type AgreementVersion = Reply<typeof operator.publishAgreement>;
type Texts = Reply<typeof operator.getAgreementVersion>['texts'];

const today = sql<string>`kaitong_now()::date`;

/** Drafts first, then the newest. */
export async function listAgreementVersions({
  db,
}: ControlContext): Promise<Reply<typeof operator.listAgreementVersions>> {
  const rows = await versions(db).orderBy(sql`published_at DESC NULLS FIRST, version DESC`).execute();
  return { items: rows };
}

/** One version with its texts. */
export async function getAgreementVersion(
  { db }: ControlContext,
  { params }: Parsed<typeof operator.getAgreementVersion>,
): Promise<Reply<typeof operator.getAgreementVersion> | Refusal> {
  const found = await versions(db, params).executeTakeFirst();
  if (!found) return refusal('not_found');
  const rows = await db
    .selectFrom('agreement')
    .select(['language', 'title', 'chapters'])
    .where('service_id', '=', params.serviceId)
    .where('version', '=', params.version)
    .execute();
  const texts = Object.fromEntries(rows.map(({ language, ...text }) => [language, text])) as Texts;
  return { ...found, texts };
}

/** Writes a version, or writes it anew, while nobody can have agreed to it. */
export async function draftAgreement(
  { db }: ControlContext,
  caller: OperatorCaller,
  { params, body: { sharePercent, texts } }: Parsed<typeof operator.draftAgreement>,
): Promise<AgreementVersion | Refusal> {
  const { serviceId, version } = params;
  if (!isAvailable(serviceId)) return refusal('service_unavailable');
  return await db.transaction().execute(async (trx) => {
    const written = await trx
      .insertInto('agreement_version')
      .values({
        service_id: serviceId,
        version,
        updated_on: today,
        share_percent: sharePercent,
        state: 'draft',
        published_at: null,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['service_id', 'version'])
          .doUpdateSet({ updated_on: today, share_percent: sharePercent })
          .where('agreement_version.state', '=', 'draft'),
      )
      .returning('version')
      .executeTakeFirst();
    if (!written) return refusal('agreement_published');
    for (const language of LANGUAGES) {
      const { title, chapters } = texts[language];
      const text = { title, chapters: json(chapters) };
      await trx
        .insertInto('agreement')
        .values({ service_id: serviceId, version, language, ...text })
        .onConflict((conflict) => conflict.columns(['service_id', 'version', 'language']).doUpdateSet(text))
        .execute();
    }
    await audit(trx, caller, 'agreement.drafted', version, { serviceId, sharePercent });
    return await versions(trx, params).executeTakeFirstOrThrow();
  });
}

/** From now on this version is offered. Agreements in force stay as they are, until their makers agree to the new one. */
export async function publishAgreement(
  { db, log }: ControlContext,
  caller: OperatorCaller,
  { params }: Parsed<typeof operator.publishAgreement>,
): Promise<AgreementVersion | Refusal> {
  const { serviceId, version } = params;
  return await db.transaction().execute(async (trx) => {
    const versionsOfService = await trx
      .selectFrom('agreement_version')
      .selectAll()
      .where('service_id', '=', serviceId)
      .forUpdate()
      .execute();
    const draft = versionsOfService.find((one) => one.version === version);
    if (!draft) return refusal('not_found');
    if (draft.state !== 'draft') return refusal('agreement_published');
    await trx
      .updateTable('agreement_version')
      .set({ state: 'past' })
      .where('service_id', '=', serviceId)
      .where('state', '=', 'current')
      .execute();
    await trx
      .updateTable('agreement_version')
      .set({ state: 'current', updated_on: today, published_at: sql<Date>`kaitong_now()` })
      .where('service_id', '=', serviceId)
      .where('version', '=', version)
      .execute();
    await audit(trx, caller, 'agreement.published', version, { serviceId, sharePercent: draft.share_percent });
    log.info({ serviceId, version, sharePercent: draft.share_percent }, 'agreement.published');
    return await versions(trx, params).executeTakeFirstOrThrow();
  });
}

const versions = (db: Kysely<ControlTables>, only?: { serviceId: ServiceId; version: string }) => {
  const all = db.selectFrom('agreement_version').select([
    'service_id as serviceId',
    'version',
    'updated_on as updatedOn',
    'share_percent as sharePercent',
    'state',
    sql<number>`(SELECT count(*) FROM service_order o WHERE o.service_id = agreement_version.service_id
        AND o.agreement_version = agreement_version.version AND o.state = 'in_force')`.as('makers'),
  ]);
  return only ? all.where('service_id', '=', only.serviceId).where('version', '=', only.version) : all;
};
