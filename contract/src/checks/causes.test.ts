import { expect, test } from 'vitest';
import { type CheckCode, checkCodes, checkOf, retiredCodes } from './catalogue.ts';
import { explanations, independent, type Named } from './causes.ts';
import { explainFindings, explainsBy } from './explain-findings.ts';
import { CheckCodeSchema, type Finding, finding, type Severity } from './finding.ts';
import { isNotDecodedFor, isOfTheClip } from './standing.ts';

const codeOf = (name: Named): CheckCode => CheckCodeSchema.parse(name.split(':')[0]);
const inRows = new Set(explanations.flatMap(({ causes, explains }) => [...causes, ...explains].map(codeOf)));

test('every code stands in the table of causes, or is independent on purpose (both in causes.ts)', () => {
  expect(checkCodes.filter((code) => !inRows.has(code) && !independent.includes(code))).toEqual([]);
  expect(independent.filter((code) => inRows.has(code))).toEqual([]);
});

test('no row is empty, and none names a code twice on one side', () => {
  for (const { causes, explains } of explanations)
    for (const side of [causes, explains]) {
      expect(side.length).toBeGreaterThan(0);
      expect(new Set(side).size).toBe(side.length);
    }
});

/** `a` and `a:x` may be the same finding; `a:x` and `a:y` never are. */
const mayBe = (one: Named, other: Named): boolean => one === other || codeOf(one) === other || one === codeOf(other);

test('nothing explains itself, through however many rows', () => {
  const effectsOf = (name: Named): readonly Named[] =>
    explanations.flatMap(({ causes, explains }) => (causes.some((cause) => mayBe(cause, name)) ? explains : []));
  for (const start of new Set(explanations.flatMap(({ causes }) => causes))) {
    const reached = new Set<Named>();
    const open = [...effectsOf(start)];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...effectsOf(name));
    }
    expect([start, [...reached].filter((name) => mayBe(name, start))]).toEqual([start, []]);
  }
});

/** Warnings that become errors: where somebody was asked to wave, and where no light makes such a colour, what garbles too much, an edit list that shows nothing, and a rate that no sensor has. */
const MAY_BE_ERRORS: readonly CheckCode[] = [
  'picture.no_motion',
  'picture.cast',
  'video.duplicate',
  'time.start',
  'video.fps',
];

const severitiesOf = (code: CheckCode): Severity[] =>
  checkOf(code).severity === 'error' || MAY_BE_ERRORS.includes(code) ? ['error', 'warning'] : ['warning'];

/** A finding as a clip can get it, in any object that it can stand in. */
function* asFound(name: Named): Generator<Finding> {
  const code = codeOf(name);
  const word = name.slice(code.length + 1);
  for (const severity of severitiesOf(code))
    for (const object of isOfTheClip(code) ? [null] : [2, 3]) {
      const measured = code === 'flow.segment_missing' ? String(object) : word || null;
      yield finding(code, { severity, object, measured });
    }
}

const isUndecodable = (cause: Finding, effect: Finding): boolean =>
  cause.object === effect.object && isNotDecodedFor(cause.code) && checkOf(effect.code).level === 2;

function canExplain(cause: Named, effect: Named, does: (cause: Finding, effect: Finding) => boolean): boolean {
  for (const first of asFound(cause))
    for (const second of asFound(effect)) if (!isUndecodable(first, second) && does(first, second)) return true;
  return false;
}

test('no row is dead: each of its causes explains each of its codes in some clip', () => {
  const isGiven = (name: Named): boolean => !retiredCodes.includes(codeOf(name));
  const dead = explanations.flatMap((row) =>
    row.causes
      .filter(isGiven)
      .flatMap((cause) =>
        row.explains
          .filter((effect) => isGiven(effect) && !canExplain(cause, effect, (...found) => explainsBy(row, ...found)))
          .map((effect) => [cause, effect, row.scope]),
      ),
  );
  expect(dead).toEqual([]);
});

test.each([
  ['flow.segment_missing', 'picture.still'],
  ['ts.psi', 'audio.absent'],
  ['ts.stream_type', 'audio.absent'],
  ['time.start', 'av.length'],
] as const)('%s explains %s', (cause, effect) => {
  expect(canExplain(cause, effect, (...found) => explainFindings(found).get(found[1]) === found[0])).toBe(true);
});
