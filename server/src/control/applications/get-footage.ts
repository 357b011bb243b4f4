import { type applications, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { openerOf } from '../accounts/openers.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { findApplicationOf } from './find-application-of.ts';

/** Addresses of a run's snapshot and clip, if the device's owner lets this maker see them. Each look is recorded. */
export async function getFootage(
  context: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof applications.getFootage>,
): Promise<Reply<typeof applications.getFootage> | Refusal> {
  const application = await findApplicationOf(context.db, caller, params.id);
  if (!application || application.region === null) return refusal('not_found');
  const tooMany = rateRefusal([
    await takeRate(context.db, `footage ${caller.accountId}`, context.limits.footageViewsPerAccount),
  ]);
  if (tooMany) return tooMany;
  const footage = await askRegion(context, application.region, (region) =>
    region.getRunFootage({ params: { applicationId: params.id }, query: { opener: openerOf(caller) } }),
  );
  if (isRefusal(footage)) return footage;
  switch (footage.state) {
    case 'none':
      return refusal('not_found');
    case 'private':
      return refusal('evidence_private');
    case 'deleted':
      return refusal('evidence_deleted');
    case 'visible':
      await auditAhead(context.db, caller, 'footage.viewed', params.id);
      return { snapshotUrl: footage.snapshotUrl, playlistUrl: footage.playlistUrl, expiresAt: footage.expiresAt };
  }
}
