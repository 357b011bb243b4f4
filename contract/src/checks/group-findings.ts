import { checkOf } from './catalogue.ts';
import { explainFindings } from './explain-findings.ts';
import type { Finding } from './finding.ts';

/** One fault, wherever it shows: a wrong key spoils every object, and is one thing to repair. */
export type FindingGroup = {
  /** The first of them; its sentence and values speak for all. */
  finding: Finding;
  /** All of them, in their order. */
  findings: Finding[];
  /** What goes away once this is repaired, in the same order. */
  follows: FindingGroup[];
};

/**
 * The headlines, each with what follows from it. Errors first; otherwise in the order given, which a verdict has made
 * causal.
 */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const causes = explainFindings(findings);
  const ordered = [...findings].sort((a, b) => rank(a) - rank(b));
  const headlines = grouped(ordered.filter((finding) => !causes.has(finding)));
  for (const headline of headlines) {
    const following = ordered.filter((finding) => headline.findings.includes(causes.get(finding) ?? finding));
    headline.follows = grouped(following.filter((finding) => causes.has(finding)));
  }
  return headlines;
}

function grouped(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const known = groups.get(keyOf(finding));
    if (known) known.findings.push(finding);
    else groups.set(keyOf(finding), { finding, findings: [finding], follows: [] });
  }
  return [...groups.values()];
}

const rank = ({ severity }: Finding): number => (severity === 'error' ? 0 : 1);

/** Only words of its sentence tell it from another: a fault shows with other numbers wherever it shows. */
function keyOf({ code, severity, params }: Finding): string {
  const words = checkOf(code).params.map((name) => wordOf(name, params[name]));
  return JSON.stringify([code, severity, words]);
}

const wordOf = (name: string, value: string | number | undefined): string | null =>
  typeof value !== 'string' || PLACE.includes(name) || NUMBER.test(value) ? null : value;

/** Stamps, for example, and numbers of streams. */
const NUMBER = /^(?:-?\d+(?:\.\d+)?|0x[0-9a-f]+)$/;

/** In which step it happened is its place, like the object; so is which picture it is, until when it shows, the box, and what stands there. */
const PLACE: readonly string[] = ['step', 'what', 'among', 'until', 'ends', 'box', 'others', 'text'];
