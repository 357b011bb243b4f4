import { type findings, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { compareFindings } from '@kaitong/contract/checks';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ApplicationTable } from '../../store/control/applications.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { findApplicationOf } from '../applications/find-application-of.ts';
import type { ControlContext } from '../context.ts';

export async function compareWithBefore(
  { db }: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof findings.compareFindings>,
): Promise<Reply<typeof findings.compareFindings> | Refusal> {
  const application = await findApplicationOf(db, caller, params.id);
  return application ? { compared: await findCompared(db, application) } : refusal('not_found');
}

type Compared = NonNullable<Reply<typeof findings.compareFindings>['compared']>;
type Attempt = Pick<
  Selectable<ApplicationTable>,
  'id' | 'account_id' | 'pid' | 'state' | 'problem' | 'findings' | 'created_at'
>;

/** Whether a clip was judged: then its findings, or that there are none, say how the firmware was. */
const isJudged = ({ state, problem }: Pick<Attempt, 'state' | 'problem'>): boolean =>
  state === 'approved' || problem?.code === 'clip_rejected';

/** With the last attempt before it whose clip was judged, of the same account and product, whichever sample it was. */
export async function findCompared(db: Kysely<ControlTables>, attempt: Attempt): Promise<Compared | null> {
  if (attempt.pid === null || !isJudged(attempt)) return null;
  const before = await db
    .selectFrom('application')
    .select(['id', 'firmware', 'findings', 'ended_at'])
    .where('account_id', '=', attempt.account_id)
    .where('pid', '=', attempt.pid)
    .where('id', '<>', attempt.id)
    .where('created_at', '<', attempt.created_at)
    .where((is) => is.or([is('state', '=', 'approved'), is(sql`problem ->> 'code'`, '=', 'clip_rejected')]))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!before) return null;
  return {
    ...compareFindings(before.findings, attempt.findings),
    before: { id: before.id, firmware: before.firmware, endedAt: before.ended_at?.toISOString() ?? null },
  };
}
