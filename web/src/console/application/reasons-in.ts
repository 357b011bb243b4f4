import type { Application } from '@kaitong/contract';
import { type FindingGroup, groupFindings } from '@kaitong/contract/checks';

/** An upload that did not come to its end has findings of two kinds: what ended it, and what was seen by the way. */
export function reasonsIn({ problem, findings }: Pick<Application, 'problem' | 'findings'>): FindingGroup[] {
  const groups = groupFindings(findings);
  if (problem?.code === 'clip_rejected') return groups;
  return problem?.code === 'upload_incomplete' ? groups.filter(({ finding }) => finding.severity === 'error') : [];
}
