import type { ApplicationId, ConformanceId, FindingsShare } from '@kaitong/contract';
import {
  days,
  type findings,
  isRefusal,
  MOST_FINDINGS_SHARES,
  milliseconds,
  Opener,
  type Parsed,
  type Refusal,
  type Region,
  type Reply,
  refusal,
  sharedFindingsPath,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { z } from 'zod';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { createToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { findApplicationOf, isApplicationOf } from '../applications/find-application-of.ts';
import { audit } from '../audit/audit.ts';
import { findConformanceOf } from '../conformance/show-conformance.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { isStillTheirs } from './find-share.ts';

export async function shareFindings(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id: applicationId }, body }: Parsed<typeof findings.shareFindings>,
): Promise<Reply<typeof findings.shareFindings> | Refusal> {
  const application = await findApplicationOf(context.db, caller, applicationId);
  if (!application) return refusal('not_found');
  const tooMany = await refuseTooMany(context, caller);
  if (tooMany) return tooMany;
  if (application.state === 'refused') return refusal('nothing_to_share');
  const id = randomId('fs', 18);
  if (body.withFootage) {
    const refused = await refuseFootage(context, application, id);
    if (refused) return refused;
  }
  return await makeShare(context, caller, { id, of: { applicationId }, ...body });
}

/** Of an extended test, without what its clips show. */
export async function shareConformance(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id: conformanceId }, body: { days } }: Parsed<typeof findings.shareConformance>,
): Promise<Reply<typeof findings.shareConformance> | Refusal> {
  const test = await findConformanceOf(context.db, caller, conformanceId);
  if (!test) return refusal('not_found');
  const tooMany = await refuseTooMany(context, caller);
  if (tooMany) return tooMany;
  return await makeShare(context, caller, { id: randomId('fs', 18), of: { conformanceId }, days, withFootage: false });
}

const refuseTooMany = async (
  { db, limits }: ControlContext,
  { accountId }: MakerCaller,
): Promise<Refusal | undefined> =>
  rateRefusal([await takeRate(db, `findings share ${accountId}`, limits.findingsSharesPerAccount)]);

/** What it is of. */
type Of = { applicationId: ApplicationId } | { conformanceId: ConformanceId };
type Wanted = { id: string; of: Of; days: number; withFootage: boolean };

async function makeShare(
  { db, publicUrl }: ControlContext,
  caller: MakerCaller,
  { id, of, days: valid, withFootage }: Wanted,
): Promise<{ share: Shown; url: string } | Refusal> {
  const { token, hash } = createToken('kf_');
  const share = await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('findings_share')
      .values({
        id,
        application_id: 'applicationId' in of ? of.applicationId : null,
        conformance_id: 'conformanceId' in of ? of.conformanceId : null,
        account_id: caller.accountId,
        user_id: caller.userId,
        token_hash: hash,
        with_footage: withFootage,
        expires_at: sql<Date>`kaitong_now() + ${milliseconds(valid * days(1))} * interval '1 ms'`,
      })
      .execute();
    const subject = 'applicationId' in of ? of.applicationId : of.conformanceId;
    await audit(trx, caller, 'findings.shared', subject, { share: id, days: valid, withFootage });
    const [made] = await readShares(trx, caller, { id });
    return made;
  });
  return share ? { share, url: publicUrl + sharedFindingsPath(token) } : refusal('not_found');
}

/** Pictures go on only of a device whose owner is this account's tester; its region knows who that is. */
async function refuseFootage(
  context: ControlContext,
  { id: applicationId, region }: { id: Parsed<typeof findings.shareFindings>['params']['id']; region: Region | null },
  shareId: string,
): Promise<Refusal | undefined> {
  if (region === null) return refusal('evidence_private');
  const footage = await askRegion(context, region, (client) =>
    client.getRunFootage({ params: { applicationId }, query: { opener: openerOfShare(shareId) } }),
  );
  if (isRefusal(footage)) return footage;
  if (footage.state === 'visible') return undefined;
  return refusal(footage.state === 'deleted' ? 'evidence_deleted' : 'evidence_private');
}

/** What an address opens footage with: when it ends, so does what it opened. */
export const openerOfShare = (shareId: string): Opener => Opener.parse(`f-${shareId}`);

export async function listFindingsShares(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof findings.listFindingsShares>,
): Promise<Reply<typeof findings.listFindingsShares> | Refusal> {
  if (!(await isApplicationOf(db, caller, id))) return refusal('not_found');
  return { items: await readShares(db, caller, { applicationId: id }) };
}

export async function listConformanceShares(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof findings.listConformanceShares>,
): Promise<Reply<typeof findings.listConformanceShares> | Refusal> {
  if (!(await findConformanceOf(db, caller, id))) return refusal('not_found');
  return { items: await readShares(db, caller, { conformanceId: id }) };
}

export async function endFindingsShare(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof findings.endFindingsShare>,
): Promise<Reply<typeof findings.endFindingsShare> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const ended = await trx
      .updateTable('findings_share')
      .set({ ended_at: sql<Date>`kaitong_now()` })
      .where('id', '=', id)
      .where('account_id', '=', caller.accountId)
      .where('ended_at', 'is', null)
      .returning(['application_id', 'conformance_id'])
      .executeTakeFirst();
    const subject = ended?.application_id ?? ended?.conformance_id;
    if (subject) await audit(trx, caller, 'findings.share_ended', subject, { share: id });
    const [share] = await readShares(trx, caller, { id });
    return share ?? refusal('not_found');
  });
}

type Which = { id: string } | Of;
type Shown = z.input<typeof FindingsShare>;

async function readShares(
  db: Kysely<ControlTables>,
  { accountId }: Pick<MakerCaller, 'accountId'>,
  which: Which,
): Promise<Shown[]> {
  const rows = await db
    .selectFrom('findings_share as share')
    .leftJoin('application', 'application.id', 'share.application_id')
    .leftJoin('conformance', 'conformance.id', 'share.conformance_id')
    .select([
      'share.id',
      'share.application_id',
      'share.conformance_id',
      'share.created_at',
      'share.expires_at',
      'share.with_footage',
    ])
    .select([
      sql<Shown['state']>`CASE WHEN share.ended_at IS NOT NULL THEN 'ended'
        WHEN share.expires_at <= kaitong_now() THEN 'expired' WHEN NOT ${isStillTheirs} THEN 'lost' ELSE 'open' END`.as(
        'state',
      ),
      sql<{ hour: string; network: string; count: number }[]>`coalesce((
        SELECT jsonb_agg(jsonb_build_object('hour', hour, 'network', network, 'count', count)
          ORDER BY hour DESC, network)
        FROM findings_share_opening WHERE share_id = share.id), '[]')`.as('openings'),
    ])
    .where('share.account_id', '=', accountId)
    .where(
      'id' in which
        ? sql<boolean>`share.id = ${which.id}`
        : 'applicationId' in which
          ? sql<boolean>`share.application_id = ${which.applicationId}`
          : sql<boolean>`share.conformance_id = ${which.conformanceId}`,
    )
    .orderBy('share.created_at', 'desc')
    .orderBy('share.id')
    .limit(MOST_FINDINGS_SHARES)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    applicationId: row.application_id,
    conformanceId: row.conformance_id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    state: row.state,
    withFootage: row.with_footage,
    openings: row.openings.map(({ hour, ...rest }) => ({ hour: new Date(hour).toISOString(), ...rest })),
  }));
}
