import type { ProbeOutcome } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterProbe,
  moveProbe,
  PROBE_GRANT_LIFE,
  type ProbeObject,
  type ProbeSignal,
  type ProbeStep,
} from './probe.ts';

const order: ProbeStep[] = ['sent', 'acknowledged', 'opened', 'closed', 'ended'];

const signal: fc.Arbitrary<ProbeSignal> = fc.oneof(
  fc.boolean().map((ok) => ({ type: 'replied' as const, ok })),
  fc.constantFrom<ProbeSignal>(
    { type: 'opened' },
    { type: 'closed' },
    { type: 'deadline' },
    { type: 'own-event' },
    { type: 'over' },
  ),
  fc.boolean().map((clean) => ({ type: 'judged' as const, clean })),
);
const objects = fc.array(fc.constantFrom<ProbeObject>('declared', 'stored', 'committed'), { maxLength: 4 });

describe('a test event', () => {
  test('goes forward only, ends at most once, and is then deaf', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(signal, objects), { maxLength: 20 }), (happened) => {
        let step: ProbeStep = 'sent';
        let ends = 0;
        for (const [one, there] of happened) {
          const move = moveProbe(step, one, there);
          if (move.to === 'stay') continue;
          expect(order.indexOf(move.to)).toBeGreaterThan(order.indexOf(step));
          if (move.to === 'ended') ends += 1;
          step = move.to;
        }
        expect(ends).toBe(step === 'ended' ? 1 : 0);
      }),
    );
  });

  test('is overtaken by an event of the device’s own, wherever it is', () => {
    for (const step of order.slice(0, -1))
      expect(moveProbe(step, { type: 'own-event' }, [])).toEqual({ to: 'ended', outcome: 'overtaken' });
  });

  test.each<[ProbeStep, ProbeObject[], string]>([
    ['sent', [], 'silent'],
    ['acknowledged', [], 'not_opened'],
    ['opened', [], 'not_declared'],
    ['opened', ['committed', 'declared'], 'not_stored'],
    ['opened', ['committed', 'stored'], 'not_committed'],
    ['opened', ['committed'], 'not_closed'],
  ])('that comes no further than %s %j is named %s', (step, there, outcome) => {
    expect(moveProbe(step, { type: 'deadline' }, there)).toEqual({ to: 'ended', outcome });
  });

  test('that was closed waits a minute for the judge, and is then of no use; so is one that the platform was away for', () => {
    expect(moveProbe('opened', { type: 'closed' }, [])).toEqual({ to: 'closed', deadline: 60_000 });
    expect(moveProbe('closed', { type: 'deadline' }, [])).toEqual({ to: 'ended', outcome: 'undecided' });
    for (const step of order.slice(0, -1))
      expect(moveProbe(step, { type: 'deadline', isOurs: true }, [])).toEqual({ to: 'ended', outcome: 'undecided' });
  });

  test('has a grant of its own for as long as its device may take, and not much longer', () => {
    let taken = 8000;
    for (const [step, signal] of [
      ['sent', { type: 'replied', ok: true }],
      ['acknowledged', { type: 'opened' }],
    ] as const) {
      const move = moveProbe(step, signal, []);
      if (move.to !== 'stay' && move.to !== 'ended') taken += move.deadline;
    }
    expect(PROBE_GRANT_LIFE).toBeGreaterThanOrEqual(taken);
    expect(PROBE_GRANT_LIFE).toBeLessThan(taken + 5000);
  });

  test.each<[ProbeOutcome, ('error' | 'warning')[], number, string]>([
    ['clean', [], 1, 'passed'],
    ['flawed', ['warning'], 1, 'passed'],
    ['flawed', ['warning', 'error'], 1, 'stopped'],
    ['not_stored', [], 1, 'stopped'],
    ['silent', [], 1, 'stopped'],
    ['declined', [], 1, 'passed'],
    ['declined', [], 2, 'stopped'],
    ['undecided', [], 1, 'passed'],
    ['overtaken', [], 1, 'left'],
    ['out_of_time', [], 3, 'left'],
  ])('that ended %s with %j as number %i: its preflight is %s', (outcome, severities, n, then) => {
    expect(afterProbe(outcome, { findings: severities.map((severity) => ({ severity })), n })).toBe(then);
  });

  test('is declined by the device, and an event that overtook the reply is not', () => {
    expect(moveProbe('sent', { type: 'replied', ok: false }, [])).toEqual({ to: 'ended', outcome: 'declined' });
    expect(moveProbe('opened', { type: 'replied', ok: false }, [])).toEqual({ to: 'stay' });
  });
});
