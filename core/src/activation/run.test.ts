import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deadlineOf, moveRun, type RunFacts, type RunSignal, type RunStep } from './run.ts';

const awake: RunFacts = { dormant: false, lastRefusal: null, isUploaded: false };
const order: RunStep[] = ['grant', 'await-event', 'await-upload', 'verify'];

const signal: fc.Arbitrary<RunSignal> = fc.oneof(
  fc.constant({ type: 'grant.acknowledged' as const }),
  fc.constant({ type: 'grant.refused' as const, reason: 'busy' }),
  fc.constant({ type: 'event.opened' as const }),
  fc.constant({ type: 'event.completed' as const }),
  fc.constant({ type: 'deadline' as const }),
  fc.constant({ type: 'judge.waiting' as const }),
  fc.boolean().map((pass) => ({ type: 'verdict' as const, pass })),
);

function play(signals: RunSignal[]) {
  let step: RunStep = 'grant';
  const visited: RunStep[] = [step];
  for (const one of signals) {
    const move = moveRun(step, one, awake);
    if (move.to === 'passed' || move.to === 'failed') return { visited, end: move, by: one };
    if (move.to === 'stay' || move.to === step) continue;
    step = move.to;
    visited.push(step);
  }
  return { visited, end: undefined, by: undefined };
}

describe('a run', () => {
  test('visits its steps in order and never goes back, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 30 }), (signals) => {
        const { visited } = play(signals);
        expect(visited).toEqual(order.slice(0, visited.length));
      }),
    );
  });

  test('passes only by a passing verdict, in verify', () => {
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 30 }), (signals) => {
        const { visited, end, by } = play(signals);
        if (end?.to !== 'passed') return;
        expect(by).toEqual({ type: 'verdict', pass: true });
        expect(visited.at(-1)).toBe('verify');
      }),
    );
  });

  test('from acknowledgement to verdict the deadlines stay within the 180 s that the page promises', () => {
    const promised = order.slice(1).reduce((sum, step) => sum + deadlineOf(step, false), 0);
    expect(promised).toBeLessThanOrEqual(180_000);
  });

  test('a missed deadline names the refusal that the upload met, if there was one', () => {
    expect(moveRun('await-event', { type: 'deadline' }, { ...awake, lastRefusal: 'nonce_wrong' })).toEqual({
      to: 'failed',
      problem: { code: 'upload_refused', params: { reason: 'nonce_wrong' } },
    });
    expect(moveRun('await-event', { type: 'deadline' }, awake)).toMatchObject({ problem: { code: 'no_event' } });
    expect(moveRun('await-upload', { type: 'deadline' }, awake)).toMatchObject({
      problem: { code: 'upload_incomplete' },
    });
  });

  test('a sleepy camera has a minute to acknowledge, and the message says so', () => {
    expect(deadlineOf('grant', true)).toBe(60_000);
    expect(moveRun('grant', { type: 'deadline' }, { ...awake, dormant: true })).toMatchObject({
      problem: { code: 'grant_not_acknowledged', params: { seconds: 60 } },
    });
  });
});
