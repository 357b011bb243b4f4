import { type conformance, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';
import { findConformanceOf } from './show-conformance.ts';

/** Has the region end a test; that it has is reported like everything else of it. */
export async function cancelConformance(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof conformance.cancelConformance>,
): Promise<Reply<typeof conformance.cancelConformance> | Refusal> {
  const test = await findConformanceOf(context.db, caller, id);
  if (!test) return refusal('not_found');
  if (test.state === 'ended') return refusal('conformance_ended');
  const params = { conformanceId: id };
  await auditAhead(context.db, caller, 'conformance.cancelled', id);
  const answer = await askRegion(context, test.region, (client) => client.endConformance({ params }));
  return isRefusal(answer) ? answer : {};
}
