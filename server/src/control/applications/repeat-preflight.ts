import { type applications, type Parsed, ProblemError, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { findApplicationOf } from './find-application-of.ts';

/** Tests the way up again, while the run stops at a test that failed. Each is recorded: it makes a camera record. */
export async function repeatPreflight(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof applications.repeatPreflight>,
): Promise<Reply<typeof applications.repeatPreflight> | Refusal> {
  const application = await findApplicationOf(context.db, caller, id);
  if (!application) return refusal('not_found');
  const tooMany = rateRefusal([
    await takeRate(context.db, `preflight ${caller.accountId}`, context.limits.preflightsPerAccount),
  ]);
  if (tooMany) return tooMany;
  const { state, region, step } = application;
  if (state !== 'verifying') return refusal('application_ended', { state });
  // Of where the run stands the region knows more than what has been reported by now.
  if (region === null) return refusal('no_preflight', { step });
  await auditAhead(context.db, caller, 'preflight.repeated', id);
  return await askRegion(context, region, (plane) =>
    plane.repeatPreflight({ params: { applicationId: id } }).catch(refusedBy),
  );
}

/** What the region answered is no silence of it. */
function refusedBy(error: unknown): Refusal {
  if (!(error instanceof ProblemError) || error.problem.status >= 500) throw error;
  return refusal(error.problem.code, error.problem.params);
}
