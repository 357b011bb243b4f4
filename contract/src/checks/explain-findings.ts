import type { CheckCode } from './catalogue.ts';
import { type Explanation, explanations, type Named, type Scope } from './causes.ts';
import type { Finding } from './finding.ts';

/**
 * Of each finding that follows from another, the one to repair: the root, whatever stands between. Findings that are not
 * in it are headlines.
 */
export function explainFindings(findings: readonly Finding[]): Map<Finding, Finding> {
  const direct = new Map<Finding, Finding>();
  for (const finding of findings) {
    const cause = findings.find((other) => other !== finding && isExplained(finding, other));
    if (cause) direct.set(finding, cause);
  }
  return new Map([...direct].map(([finding, cause]) => [finding, rootOf(cause, direct)]));
}

/** Whether one of two codes explains the other across objects, as holes and what spoils a whole clip do, by any rows. */
export const areRelated = (one: CheckCode, other: CheckCode): boolean =>
  followersOf(one).has(other) || followersOf(other).has(one);

function followersOf(code: CheckCode): Set<CheckCode> {
  const reached = new Set<CheckCode>();
  const open = effectsOf(code, ['clip', 'next']);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...effectsOf(next, ['after', 'until_key', 'object', 'next', 'clip']));
  }
  return reached;
}

const effectsOf = (code: CheckCode, scopes: readonly Scope[]): CheckCode[] =>
  explanations.flatMap(({ causes, explains, scope }) =>
    scopes.includes(scope) && causes.some((cause) => codeOf(cause) === code) ? explains.map(codeOf) : [],
  );

/** Without the word of what was found. */
const codeOf = (name: Named): CheckCode => name.split(':')[0] as CheckCode;

/** The same findings; those that follow from another say from which code. Severities stay, and so does the outcome. */
export function foldFindings(findings: readonly Finding[]): Finding[] {
  const causes = explainFindings(findings);
  return findings.map((finding) => {
    const { because: _, ...own } = finding;
    const cause = causes.get(finding);
    return cause ? { ...own, because: cause.code } : own;
  });
}

const isExplained = (effect: Finding, cause: Finding): boolean =>
  namesOf(effect)
    .flatMap((name) => rowsOf.get(name) ?? [])
    .some((row) => explainsBy(row, cause, effect));

/** Of an effect that the row names: whether the cause is one of it, weighs enough and reaches so far. */
export const explainsBy = ({ causes, scope, warnings }: Explanation, cause: Finding, effect: Finding): boolean =>
  namesOf(cause).some((name) => causes.includes(name)) &&
  weighs(cause, effect, warnings ?? false) &&
  reaches(cause, effect, scope);

const namesOf = ({ code, measured, params: { why } }: Finding): Named[] => [
  code,
  `${code}:${measured}`,
  ...(why === undefined ? [] : [`${code}:${why}` as const]),
];

const rowsOf = new Map<Named, Explanation[]>();
for (const row of explanations) for (const name of row.explains) rowsOf.set(name, [...(rowsOf.get(name) ?? []), row]);

/** A warning never explains an error: something has to say why the clip failed. */
const weighs = (cause: Finding, effect: Finding, warnings: boolean): boolean =>
  cause.severity === 'error' || (warnings && effect.severity === 'warning');

function reaches(cause: Finding, effect: Finding, scope: Scope): boolean {
  switch (scope) {
    case 'clip':
      return true;
    case 'next':
      return effect.object === null || holesOf(cause).includes(effect.object - 1);
    case 'object':
      return cause.object === effect.object;
    case 'after':
      return isHere(cause, effect) && !isBefore(effect, cause);
    case 'until_key':
      return isHere(cause, effect) && !isBefore(effect, cause) && !isRepairedBefore(effect, cause);
    default:
      return scope satisfies never;
  }
}

/** What concerns the whole clip concerns each of its objects. */
const isHere = (cause: Finding, effect: Finding): boolean =>
  cause.object === null || effect.object === null || cause.object === effect.object;

/** Bytes tell best; without a place in common nothing says that it was before. */
function isBefore(one: Finding, other: Finding): boolean {
  if (one.code === 'decode.errors' && one.frame !== undefined && other.frame !== undefined)
    return one.frame + PICTURES_BEFORE < other.frame;
  if (one.object !== null && one.object === other.object && one.offset !== null && other.offset !== null)
    return one.offset < other.offset;
  return one.atMs !== null && other.atMs !== null && endOf(one, one.atMs) < other.atMs;
}

/** A decoder names the picture, which begins before its damage; and what is noticed at a picture may have cut off the one before. */
const PICTURES_BEFORE = 1;

/** What is told by seconds begins before its cause, in the second that holds it. */
const endOf = ({ params: { toMs } }: Finding, atMs: number): number => (typeof toMs === 'number' ? toMs : atMs);

/** What says itself until when it shows knows better than the next key frame: it may come again before the object ends. */
function isRepairedBefore(effect: Finding, { atMs, keyAfterMs, params: { repairedMs } }: Finding): boolean {
  if (effect.atMs === null || atMs === null) return false;
  if (typeof repairedMs === 'number') return effect.atMs >= repairedMs;
  return keyAfterMs !== undefined && effect.atMs >= atMs + keyAfterMs;
}

/** Numbers of the objects that are not there or not readable: of missing ones all are listed in `measured`. */
const holesOf = ({ code, object, measured }: Finding): (number | null)[] =>
  code === 'flow.segment_missing' ? String(measured).split(', ').map(Number) : [object];

/** Rows lead to no circle, so this ends. */
function rootOf(finding: Finding, direct: ReadonlyMap<Finding, Finding>): Finding {
  const cause = direct.get(finding);
  return cause ? rootOf(cause, direct) : finding;
}
