import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moveProbe, type ProbeObject, type ProbeSignal, type ProbeStep } from './probe.ts';

const order: ProbeStep[] = ['sent', 'acknowledged', 'opened', 'closed', 'ended'];

const signal: fc.Arbitrary<ProbeSignal> = fc.oneof(
  fc.boolean().map((ok) => ({ type: 'replied' as const, ok })),
  fc.constantFrom<ProbeSignal>({ type: 'opened' }, { type: 'closed' }, { type: 'deadline' }, { type: 'own-event' }),
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

  test('that was closed waits for the judge as long as it takes', () => {
    expect(moveProbe('opened', { type: 'closed' }, [])).toEqual({ to: 'closed', deadline: null });
    expect(moveProbe('closed', { type: 'deadline' }, [])).toEqual({ to: 'stay' });
  });

  test('is declined by the device, and an event that overtook the reply is not', () => {
    expect(moveProbe('sent', { type: 'replied', ok: false }, [])).toEqual({ to: 'ended', outcome: 'declined' });
    expect(moveProbe('opened', { type: 'replied', ok: false }, [])).toEqual({ to: 'stay' });
  });
});
