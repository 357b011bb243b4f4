import type { FindingsShare } from '@kaitong/contract';
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
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { isStillTheirs } from './find-share.ts';

export async function shareFindings(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id: applicationId }, body }: Parsed<typeof findings.shareFindings>,
): Promise<Reply<typeof findings.shareFindings> | Refusal> {
  const { db, limits, publicUrl } = context;
  const application = await findApplicationOf(db, caller, applicationId);
  if (!application) return refusal('not_found');
  const tooMany = rateRefusal([
    await takeRate(db, `findings share ${caller.accountId}`, limits.findingsSharesPerAccount),
  ]);
  if (tooMany) return tooMany;
  if (application.state === 'refused') return refusal('nothing_to_share');
  const id = randomId('fs', 18);
  if (body.withFootage) {
    const refused = await refuseFootage(context, application, id);
    if (refused) return refused;
  }
  const { token, hash } = createToken('kf_');
  const share = await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('findings_share')
      .values({
        id,
        application_id: applicationId,
        account_id: caller.accountId,
        user_id: caller.userId,
        token_hash: hash,
        with_footage: body.withFootage,
        expires_at: sql<Date>`kaitong_now() + ${milliseconds(body.days * days(1))} * interval '1 ms'`,
      })
      .execute();
    await audit(trx, caller, 'findings.shared', applicationId, { share: id, ...body });
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
      .returning('application_id')
      .executeTakeFirst();
    if (ended) await audit(trx, caller, 'findings.share_ended', ended.application_id, { share: id });
    const [share] = await readShares(trx, caller, { id });
    return share ?? refusal('not_found');
  });
}

type Which = { id: string } | { applicationId: string };
type Shown = z.input<typeof FindingsShare>;

async function readShares(
  db: Kysely<ControlTables>,
  { accountId }: Pick<MakerCaller, 'accountId'>,
  which: Which,
): Promise<Shown[]> {
  const rows = await db
    .selectFrom('findings_share as share')
    .innerJoin('application', 'application.id', 'share.application_id')
    .select(['share.id', 'share.application_id', 'share.created_at', 'share.expires_at', 'share.with_footage'])
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
        : sql<boolean>`share.application_id = ${which.applicationId}`,
    )
    .orderBy('share.created_at', 'desc')
    .orderBy('share.id')
    .limit(MOST_FINDINGS_SHARES)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    applicationId: row.application_id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    state: row.state,
    withFootage: row.with_footage,
    openings: row.openings.map(({ hour, ...rest }) => ({ hour: new Date(hour).toISOString(), ...rest })),
  }));
}
