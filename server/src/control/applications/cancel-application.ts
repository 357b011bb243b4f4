import { type applications, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { canCancel } from '@kaitong/core';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { cancelled, endApplication } from './end-application.ts';
import { findApplicationOf } from './find-application-of.ts';
import { lockApplication } from './lock-application.ts';
import { showApplication } from './show-application.ts';

/** Cancels a running application. One that has ended, or been activated a moment before, answers with its outcome. */
export async function cancelApplication(
  context: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof applications.cancelApplication>,
): Promise<Reply<typeof applications.cancelApplication> | Refusal> {
  const found = await findApplicationOf(context.db, caller, params.id);
  if (!found) return refusal('not_found');
  const refused = await context.db.transaction().execute(async (trx) => {
    const application = await lockApplication(trx, params.id);
    if (!canCancel(application.state)) return refusal('application_ended', { state: application.state });
    await endApplication(trx, application, 'cancelled', cancelled);
    await audit(trx, caller, 'application.cancelled', params.id);
    return undefined;
  });
  return refused ?? (await showApplication(context, params.id));
}
