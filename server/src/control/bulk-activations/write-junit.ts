import { type BulkActivationId, isRefusal, type Language, problemText, type Refusal } from '@kaitong/contract';
import { writeBulkJunit } from '@kaitong/contract/markup';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { getBulkActivation } from './show-bulk.ts';

/** The report of a bulk activation as it is now, as JUnit XML: what has no outcome yet has not come through. */
export async function writeJunit(
  context: ControlContext,
  caller: MakerCaller,
  id: BulkActivationId,
  language: Language,
): Promise<string | Refusal> {
  const report = await getBulkActivation(context, caller, { params: { id }, query: undefined, body: undefined });
  if (isRefusal(report)) return report;
  const outcomes = report.items.map(({ problem, ...item }) => ({
    ...item,
    problem: problem?.code ?? null,
    text: problem ? problemText(problem.code, problem.params ?? {}, language).title : '',
  }));
  return writeBulkJunit(report.id, outcomes);
}
