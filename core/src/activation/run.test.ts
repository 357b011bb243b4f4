import { hours } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deadlineOf, moveRun, type RunFacts, type RunSignal, type RunStep } from './run.ts';

const awake: RunFacts = { dormant: false, lastRefusal: null, isUploaded: false, askedAgain: false, lostForGood: false };
const order: RunStep[] = ['grant', 'preflight', 'await-event', 'await-upload', 'verify'];
/** What each step that a run visits may be followed by. */
const next: Record<RunStep, RunStep[]> = {
  grant: ['preflight', 'await-event'],
  preflight: ['await-event', 'await-upload'],
  'await-event': ['await-upload'],
  'await-upload': ['verify'],
  verify: ['grant'],
};

const signal: fc.Arbitrary<RunSignal> = fc.oneof(
  fc.boolean().map((makesTests) => ({ type: 'grant.acknowledged' as const, makesTests })),
  fc.constant({ type: 'preflight.passed' as const }),
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
      { type: 'grant.acknowledged', makesTests: true },
      { type: 'grant.acknowledged', makesTests: false },
      { type: 'preflight.passed' },
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
        for (const [at, step] of visited.entries())
          if (at > 0) expect(next[visited[at - 1] ?? 'grant']).toContain(step);
        const grants = visited.filter((step) => step === 'grant').length;
        if (grants > 1) wentBack++;
        expect(grants).toBeLessThanOrEqual(2);
        expect(visited.filter((step) => step === 'preflight').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 }, // a hundred may go back never
    );
    expect(wentBack).toBeGreaterThan(0);
  });

  test('asks for a second wave once: a clip that resembles again waits for its verdict', () => {
    const again: RunSignal = { type: 'resembles' };
    expect(moveRun('verify', again, awake)).toEqual({ to: 'grant', deadline: deadlineOf('grant', false) });
    expect(moveRun('verify', again, { ...awake, askedAgain: true })).toEqual({ to: 'stay' });
    for (const step of order.slice(0, -1)) expect(moveRun(step, again, awake)).toEqual({ to: 'stay' });
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
    const promised = order.slice(2).reduce((sum, step) => sum + deadlineOf(step, false), 0);
    expect(promised).toBeLessThanOrEqual(180_000);
  });

  test('a device that makes test events is asked for one before its first wave; none of the others, and no second wave', () => {
    const acknowledged = (makesTests: boolean): RunSignal => ({ type: 'grant.acknowledged', makesTests });
    expect(moveRun('grant', acknowledged(true), awake).to).toBe('preflight');
    expect(moveRun('grant', acknowledged(false), awake).to).toBe('await-event');
    expect(moveRun('grant', acknowledged(true), { ...awake, askedAgain: true }).to).toBe('await-event');
  });

  test('nothing that happens in preflight ends it, and its end is the beginning of the 110 s', () => {
    fc.assert(
      fc.property(signal, fc.boolean(), fc.option(fc.constant('nonce_wrong')), (one, lostForGood, lastRefusal) => {
        const move = moveRun('preflight', one, { ...awake, lostForGood, lastRefusal });
        expect(['stay', 'await-event', 'await-upload']).toContain(move.to);
        if (move.to === 'await-event') expect(move.deadline).toBe(110_000);
        if (move.to === 'await-upload') expect(one.type).toBe('event.opened');
      }),
    );
    expect(deadlineOf('preflight', false)).toBe(600_000);
    expect(moveRun('preflight', { type: 'deadline' }, awake).to).toBe('await-event');
  });

  test('firmware in use is waited for as long as it is given, and from its event on as any other', () => {
    const inUse = { ...awake, eventWait: hours(24) };
    expect(moveRun('preflight', { type: 'preflight.passed' }, inUse)).toEqual({
      to: 'await-event',
      deadline: hours(24),
    });
    expect(moveRun('await-event', { type: 'deadline' }, inUse)).toMatchObject({
      problem: { params: { seconds: 86_400 } },
    });
    expect(moveRun('await-event', { type: 'event.opened' }, inUse)).toEqual(
      moveRun('await-event', { type: 'event.opened' }, awake),
    );
  });

  test('firmware in use on a camera that sleeps is waited for until it wakes, and that it never did says so', () => {
    const asleep = { ...awake, dormant: true, eventWait: hours(24) };
    expect(deadlineOf('grant', true, hours(24))).toBe(hours(24));
    expect(deadlineOf('grant', false, hours(24))).toBe(10_000);
    expect(moveRun('grant', { type: 'deadline' }, asleep)).toMatchObject({ problem: { code: 'device_offline' } });
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
