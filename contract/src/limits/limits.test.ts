import { expect, test } from 'vitest';
import { problems } from '../problems/catalogue.ts';
import { type Limit, OUTCOMES } from './limit.ts';
import { limits } from './limits.ts';

const all = Object.values(limits).flatMap((place) => Object.entries<Limit>(place));

test('every limit says what happens beyond it: a code of the catalogue that may be tried again, or an outcome', () => {
  for (const [name, { code }] of all) {
    if ((OUTCOMES as readonly string[]).includes(code)) continue;
    const { status, retry } = problems[code as keyof typeof problems];
    expect([name, status, retry]).toEqual([name, 429, true]);
  }
});

test('a product and an owner have limits of calls, of bytes and of open events, each with a code of its own', () => {
  const own = all.filter(([, { scope, unit }]) => /product|owner/.test(scope) && /calls|bytes|open_events/.test(unit));
  expect(own.map(([, { scope, unit }]) => `${scope} ${unit}`).sort()).toEqual([
    'owner bytes',
    'owner calls',
    'owner open_events',
    'product bytes',
    'product calls',
    'product open_events',
  ]);
  expect(new Set(own.map(([, { code }]) => code)).size).toBe(own.length);
});
