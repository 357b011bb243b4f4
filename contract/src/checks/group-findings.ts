import type { Finding } from './finding.ts';

/** One fault, wherever it shows: a wrong key spoils every object, and is one thing to repair. */
export type FindingGroup = {
  /** The first of them; its sentence and values speak for all. */
  finding: Finding;
  /** All of them, in their order. */
  findings: Finding[];
  /** Most likely nothing of its own: damage that was named before it is what the decoder stumbled over. */
  follows: boolean;
};

/** Errors first; otherwise in the order given, which a verdict has made causal. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of [...findings].sort((a, b) => rank(a) - rank(b))) {
    const known = groups.get(keyOf(finding));
    if (known) known.findings.push(finding);
    else groups.set(keyOf(finding), { finding, findings: [finding], follows: isDamageNamed(finding, groups) });
  }
  return [...groups.values()];
}

const rank = ({ severity }: Finding): number => (severity === 'error' ? 0 : 1);

/** When and in which step it happened is its place, like the object; other parameters are words of its sentence. */
function keyOf({ code, severity, params: { step: _step, afterMs: _afterMs, ...words } }: Finding): string {
  return JSON.stringify([code, severity, Object.entries(words).sort()]);
}

function isDamageNamed({ code, object }: Finding, groups: ReadonlyMap<string, FindingGroup>): boolean {
  if (code !== 'decode.errors') return false;
  const errors = [...groups.values()].flatMap((group) => group.findings).filter(({ severity }) => severity === 'error');
  return errors.some((error) => object === null || error.object === null || error.object === object);
}
