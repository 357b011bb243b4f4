import { type Finding, groupFindings, type ObjectKind } from '@kaitong/contract/checks';

/** Headlines that are explained: the first ones are those to repair. */
const MOST_HEADLINES = 4;

/** An object to read, and the findings to look for in it. */
export type HeaderPlan = { n: number; findings: Finding[] };

type Object = { n: number; kind: ObjectKind };

/**
 * In which objects the headers around each headline's first place stand: in its own, of the whole clip in the first
 * segment, and in the init segment what that says of it.
 */
export function planHeaders(findings: readonly Finding[], objects: readonly Object[]): HeaderPlan[] {
  const init = objects.find(({ kind }) => kind === 'init');
  const segment = objects.find(({ kind }) => kind === 'segment');
  const plans = new Map<number, Finding[]>();
  const add = ({ n }: Object, finding: Finding) => plans.set(n, [...(plans.get(n) ?? []), finding]);
  for (const { finding } of groupFindings(findings).slice(0, MOST_HEADLINES)) {
    const own = finding.object === null ? segment : objects.find(({ n }) => n === finding.object);
    if (!own || own.kind === 'snapshot') continue;
    if (init && init !== own) add(init, { ...finding, offset: null });
    add(own, finding);
  }
  return [...plans].map(([n, found]) => ({ n, findings: found }));
}
