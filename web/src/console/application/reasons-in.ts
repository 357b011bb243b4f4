import type { Application, ProblemCode } from '@kaitong/contract';
import { type FindingGroup, groupFindings } from '@kaitong/contract/checks';

const BROKEN_OFF: readonly ProblemCode[] = ['upload_incomplete', 'upload_refused'];

/** An upload that broke off has findings of two kinds: what ended it, and what was seen by the way. */
export function reasonsIn({ problem, findings }: Pick<Application, 'problem' | 'findings'>): FindingGroup[] {
  const groups = groupFindings(findings);
  if (problem?.code === 'clip_rejected') return groups;
  const brokeOff = problem !== null && BROKEN_OFF.includes(problem.code);
  return brokeOff ? groups.filter(({ finding }) => finding.severity === 'error') : [];
}
