import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deadlineOf, moveRun, type RunFacts, type RunSignal, type RunStep } from './run.ts';

const awake: RunFacts = { dormant: false, lastRefusal: null, isUploaded: false, askedAgain: false, lostForGood: false };
const order: RunStep[] = ['grant', 'await-event', 'await-upload', 'verify'];

const signal: fc.Arbitrary<RunSignal> = fc.oneof(
  fc.constant({ type: 'grant.acknowledged' as const }),
  fc.constant({ type: 'grant.refused' as const, reason: 'busy' }),
  fc.constant({ type: 'event.opened' as const }),
  fc.constant({ type: 'event.completed' as const }),
  fc.constant({ type: 'deadline' as const }),
  fc.constant({ type: 'judge.waiting' as const }),
  fc.constant({ type: 'resembles' as const }),
  fc.boolean().map((pass) => ({ type: 'verdict' as const, pass })),
);

function play(signals: RunSignal[]) {
  let step: RunStep = 'grant';
  let askedAgain = false;
  const visited: RunStep[] = [step];
  for (const one of signals) {
    const move = moveRun(step, one, { ...awake, askedAgain });
    if (move.to === 'passed' || move.to === 'failed') return { visited, end: move, by: one };
    if (move.to === 'stay' || move.to === step) continue;
    if (one.type === 'resembles') askedAgain = true;
    step = move.to;
    visited.push(step);
  }
  return { visited, end: undefined, by: undefined };
}

/** Signals that bring a run to its next step are likelier than others, or few runs would see their verdict. */
const likely = fc.oneof(
  { weight: 1, arbitrary: signal },
  {
    weight: 2,
    arbitrary: fc.constantFrom<RunSignal>(
      { type: 'grant.acknowledged' },
      { type: 'event.opened' },
      { type: 'event.completed' },
      { type: 'resembles' },
    ),
  },
);

describe('a run', () => {
  test('visits its steps in order, and goes back once at most: from the verdict to a second grant', () => {
    let wentBack = 0;
    fc.assert(
      fc.property(fc.array(likely, { maxLength: 40 }), (signals) => {
        const { visited } = play(signals);
        if (visited.length > order.length) wentBack++;
        expect(visited).toEqual([...order, ...order].slice(0, visited.length));
      }),
      { numRuns: 2000 }, // a hundred may go back never
    );
    expect(wentBack).toBeGreaterThan(0);
  });

  test('asks for a second wave once: a clip that resembles again waits for its verdict', () => {
    const again: RunSignal = { type: 'resembles' };
    expect(moveRun('verify', again, awake)).toEqual({ to: 'grant', deadline: deadlineOf('grant', false) });
    expect(moveRun('verify', again, { ...awake, askedAgain: true })).toEqual({ to: 'stay' });
    for (const step of order.slice(0, 3)) expect(moveRun(step, again, awake)).toEqual({ to: 'stay' });
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

  test('from each acknowledgement to its verdict the deadlines stay within the 180 s that the page promises', () => {
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
