import {
  type ApplicationId,
  type ApplicationProgress,
  type findings,
  isRefusal,
  type Language,
  problemText,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import {
  type Finding,
  type FindingGroup,
  findingChangeText,
  groupFindings,
  groupText,
  groupValueTexts,
  RULES_VERSION,
} from '@kaitong/contract/checks';
import { type Kysely, sql } from 'kysely';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { progressTopic } from '../applications/progress.ts';
import { applicationRows } from '../applications/show-application.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { findCompared } from './compare-findings.ts';
import { findOpenShare, type OpenShare } from './find-share.ts';
import { findHeaders } from './found-headers.ts';
import { noteOpening } from './note-opening.ts';
import { readSharedTest } from './read-shared-test.ts';
import { openerOfShare } from './shares.ts';

type Shared = Reply<typeof findings.getSharedFindings>;
type Attempt = Awaited<ReturnType<typeof readAttempt>>;

/** What was found in an attempt, for whoever holds an address of it. Each reading is counted for whoever made it. */
export async function readSharedFindings(
  context: ControlContext,
  { token, language }: { token: string; language: Language },
  { ip }: { ip: string },
): Promise<Shared | Refusal> {
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `findings ip ${networkOf(ip)}`, limits.findingsReadsPerIp)]);
  if (tooMany) return tooMany;
  const share = await findOpenShare(db, token);
  if (!share) return refusal('findings_share_ended');
  await noteOpening(db, share.id, ip);
  const { application_id: id, conformance_id: testId } = share;
  if (testId !== null) return await readSharedTest(db, { id: testId, expiresAt: share.expires_at, language });
  if (id === null) return refusal('findings_share_ended'); // the table has one of both
  const attempt = await readAttempt(db, id);
  const { evidence, problem } = attempt;
  const kept = await findHeaders(db, id);
  const found = attempt.findings.length > 0 ? attempt.findings : await findProbed(db, attempt);
  const codes = new Set<string>(found.map(({ code }) => code)); // headers may be of what a test before found
  const compared = await findCompared(db, attempt);
  return {
    productName: attempt.product_name,
    deviceId: attempt.device_id,
    firmware: attempt.firmware,
    state: attempt.state,
    test: null,
    problem: problem && problem.code !== 'clip_rejected' ? told(problem, language) : null,
    isPreflight: found !== attempt.findings && found.length > 0,
    endedAt: attempt.ended_at?.toISOString() ?? null,
    expiresAt: share.expires_at.toISOString(),
    rules: kept?.rules ?? evidence?.rules ?? RULES_VERSION,
    headlines: groupFindings(found).map((group) => headline(group, language)),
    findings: [...found],
    headers: kept?.headers.filter(({ code }) => codes.has(code)) ?? [],
    compared: compared && {
      sentence: findingChangeText(compared, language),
      ...compared,
      before: { firmware: compared.before.firmware, endedAt: compared.before.endedAt },
    },
    footage: share.with_footage ? await openFootage(context, share, attempt) : null,
  };
}

const readAttempt = async (db: Kysely<ControlTables>, id: ApplicationId) =>
  await applicationRows(db).where('application.id', '=', id).executeTakeFirstOrThrow();

function told({ code, params }: Refusal, language: Language): Shared['problem'] {
  return { code, ...problemText(code, params, language) };
}

function headline(group: FindingGroup, language: Language): Shared['headlines'][number] {
  const { title, sentence, cause, fix, place } = groupText(group, language);
  const { measured, limit } = groupValueTexts(group, language);
  const { code, severity } = group.finding;
  const follows = group.follows.map(({ finding }) => finding.code);
  return { code, severity, title, sentence, measured, expected: limit, place, cause, fix, follows };
}

/** Of the last test of the way up: what a run is stopped by that has no clip of its own. */
async function findProbed(db: Kysely<ControlTables>, { id, state }: Attempt): Promise<readonly Finding[]> {
  if (state === 'approved') return [];
  const { rows } = await sql<{ data: Extract<ApplicationProgress, { type: 'probe.ended' }> }>`
    SELECT data FROM topic_entry WHERE topic = ${progressTopic(id)} AND data ->> 'type' = 'probe.ended'
    ORDER BY seq DESC LIMIT 1`.execute(db);
  return rows[0]?.data.findings ?? [];
}

/** Nothing where the owner is a tester no more, or the clip is gone: the region is asked each time. */
async function openFootage(
  context: ControlContext,
  share: OpenShare,
  { id: applicationId, region }: Attempt,
): Promise<Shared['footage']> {
  if (region === null) return null;
  const footage = await askRegion(context, region, (client) =>
    client.getRunFootage({
      params: { applicationId },
      query: { opener: openerOfShare(share.id) },
    }),
  );
  if (isRefusal(footage) || footage.state !== 'visible') return null;
  const { snapshotUrl, clipUrl = null, expiresAt } = footage;
  return snapshotUrl === null && clipUrl === null ? null : { snapshotUrl, clipUrl, expiresAt };
}
