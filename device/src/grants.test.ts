import { milliseconds, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { keepGrants } from './grants.ts';

const START = Date.parse('2026-03-01T00:00:00Z');

function start() {
  let passed = 0;
  const grants = keepGrants({
    monotonic: () => milliseconds(passed),
    wall: () => milliseconds(START + passed),
    sleep: async () => {},
  });
  const command = (nonce: string, after: number) => ({
    ...{ id: 'cm1', nonce, maxFootageMs: 15_000 },
    expiresAt: new Date(START + after).toISOString(),
  });
  return {
    grants,
    take: (nonce: string, after: number) => grants.take(command(nonce, after), 0),
    pass: (ms: number) => {
      passed += ms;
    },
  };
}

test('a grant that comes again is the one that is there: its upload goes on, to the later end', () => {
  const { grants, take, pass } = start();
  const grant = take('one', seconds(240));
  pass(seconds(100));
  expect(take('one', seconds(400))).toBeUndefined();
  pass(seconds(250));
  expect(grants.find()).toBe(grant);
  expect(grant?.ended.aborted).toBe(false);
  pass(seconds(60));
  expect(grants.find()).toBeUndefined();
});

test('an older copy of it, which was under way longer, takes no time away', () => {
  const { grants, take, pass } = start();
  take('one', seconds(400));
  take('one', seconds(240));
  pass(seconds(300));
  expect(grants.find()).toBeDefined();
});

test('one with another nonce takes its place', () => {
  const { grants, take } = start();
  const first = take('one', seconds(240));
  const second = take('two', seconds(240));
  expect(first?.ended.aborted).toBe(true);
  expect(grants.find()).toBe(second);
});
