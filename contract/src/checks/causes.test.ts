import { expect, test } from 'vitest';
import { type CheckCode, checkCodes } from './catalogue.ts';
import { explanations, independent, type Named } from './causes.ts';
import { CheckCodeSchema } from './finding.ts';

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
