import type { ApplicationProgress } from '@kaitong/contract';
import { finding } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addProgress, emptyRun, isProbeTroubled, type RunView, received, runningStep, shownSteps } from './run-view.ts';

const at = '2026-01-01T00:00:00.000Z';
type Bare = ApplicationProgress extends infer P ? (P extends { at: string } ? Omit<P, 'at'> : never) : never;
const numbered = (events: Bare[]) =>
  events.map((event, index) => ({ seq: index + 1, progress: { at, ...event } as ApplicationProgress }));
const view = (events: Bare[]): RunView => numbered(events).reduce(addProgress, emptyRun);

const good: Bare[] = [
  { type: 'step.started', step: 'grant', deadlineAt: at },
  { type: 'grant.sent' },
  { type: 'grant.acknowledged' },
  { type: 'step.ended', step: 'grant', outcome: 'done', tookMs: 140 },
  { type: 'step.started', step: 'await-event', deadlineAt: at },
  { type: 'event.opened', eventId: 'ev1' as never, eventType: 'motion' },
  { type: 'step.started', step: 'await-upload', deadlineAt: at },
  { type: 'object.stored', n: 0, kind: 'snapshot', bytes: 48_000, durationMs: 0 },
  { type: 'object.stored', n: 1, kind: 'segment', bytes: 600_000, durationMs: 3_000 },
  { type: 'object.inspected', n: 1, findings: [], strip: [[30_000, true]] },
  { type: 'object.stored', n: 2, kind: 'segment', bytes: 500_000, durationMs: 3_000 },
  { type: 'step.started', step: 'verify', deadlineAt: at },
];

describe('a run as it is shown', () => {
  test('a step that was cancelled is stopped, and did not fail', () => {
    const cancelled: Bare[] = [
      ...good.slice(0, 5),
      { type: 'step.ended', step: 'await-event', outcome: 'failed', tookMs: 900 },
      { type: 'application.ended', state: 'cancelled', problem: null },
    ];
    expect(view(cancelled).steps.map(({ status }) => status)).not.toContain('failed');
    expect(view(cancelled).steps.find(({ name }) => name === 'await-event')?.status).toBe('stopped');
  });

  test('marks the steps before the running one as done, also those whose end was not reported', () => {
    const shown = view(good);
    expect(shownSteps(shown).map((step) => step.status)).toEqual([
      ...Array(4).fill('done'),
      'running',
      'waiting',
      'waiting',
    ]);
    expect(runningStep(shown)?.name).toBe('verify');
  });

  test('counts bytes of everything and footage of segments', () => {
    expect(received(view(good))).toEqual({ segments: 2, bytes: 1_148_000, durationMs: 6_000 });
  });

  test('does not depend on how often an event is delivered', () => {
    const events = numbered(good);
    fc.assert(
      fc.property(fc.array(fc.nat(events.length - 1)), (again) => {
        let shown = emptyRun;
        for (const [index, event] of events.entries()) {
          shown = addProgress(shown, event);
          for (const old of again) if (old <= index) shown = addProgress(shown, events[old] ?? event);
        }
        expect(shown).toEqual(view(good));
      }),
    );
  });

  test('names a region that does not answer until it has followed', () => {
    const lagging: Bare[] = [
      { type: 'region.lagging', region: 'us' as never },
      { type: 'region.lagging', region: 'us' as never },
      { type: 'region.published', region: 'cn' as never },
    ];
    expect(view(lagging)).toMatchObject({ published: ['cn'], lagging: ['us'] });
    const followed = view([...lagging, { type: 'region.published', region: 'us' as never }]);
    expect(followed).toMatchObject({ published: ['cn', 'us'], lagging: [] });
  });

  test('does not take a probe for the device’s own event', () => {
    const probe: Bare[] = [
      { type: 'probe.sent' },
      { type: 'probe.opened', eventId: 'ev1' as never },
      { type: 'probe.inspected', n: 0, kind: 'segment', findings: [finding('enc.iv')] },
    ];
    expect(view(probe)).toMatchObject({ event: null, objects: [], findings: [], probe: { outcome: null } });
    expect(isProbeTroubled(view(probe))).toBe(true);
    const shown = view([...probe, ...good]);
    expect(shown).toMatchObject({ event: { type: 'motion' }, findings: [] });
    expect(received(shown).segments).toBe(2);
  });

  test('shows the test of the way up as a step only where there is one', () => {
    const names = (events: Bare[]) => shownSteps(view(events)).map(({ name }) => name);
    expect(names(good)).not.toContain('preflight');
    const begun: Bare[] = [...good.slice(0, 4), { type: 'step.started', step: 'preflight', deadlineAt: at }];
    expect(names(begun)).toContain('preflight');
    expect(runningStep(view(begun))?.name).toBe('preflight');
    expect(names([...begun, { type: 'step.started', step: 'await-event', deadlineAt: at }])).toContain('preflight');
  });

  test('holds a repeated test against the one before it', () => {
    const stopped: Bare = {
      type: 'probe.ended',
      outcome: 'flawed',
      reason: null,
      findings: [finding('enc.iv')],
      stopped: true,
    };
    const shown = view([{ type: 'probe.sent' }, stopped, { type: 'probe.sent' }]);
    expect(shown).toMatchObject({
      probe: { outcome: null, stopped: false, findings: [] },
      earlierProbe: { outcome: 'flawed', stopped: true, findings: [{ code: 'enc.iv' }] },
    });
  });

  test('keeps what a test that broke off has shown', () => {
    const shown = view([
      { type: 'probe.sent' },
      { type: 'probe.inspected', n: 0, kind: 'segment', findings: [finding('obj.hash')] },
      { type: 'probe.ended', outcome: 'not_stored', reason: null, findings: [] },
    ]);
    expect(shown.probe).toMatchObject({ outcome: 'not_stored', findings: [{ code: 'obj.hash' }] });
  });

  test('begins anew with a second wave: nothing of the first is left, and its steps wait once more', () => {
    const again: Bare[] = [
      { type: 'wave.again' },
      { type: 'step.ended', step: 'verify', outcome: 'done', tookMs: 900 },
      { type: 'step.started', step: 'grant', deadlineAt: at },
      { type: 'grant.sent' },
    ];
    const shown = view([...good, ...again]);
    expect(shown).toMatchObject({ askedAgain: true, device: 'asked', event: null, objects: [], findings: [] });
    expect(shownSteps(shown).map(({ status }) => status)).toEqual(['done', 'running', ...Array(5).fill('waiting')]);
    expect(shown.steps.filter(({ status, tookMs }) => status !== 'done' && tookMs !== null)).toEqual([]);
    const second = view([...good, ...again, ...good]);
    expect(received(second)).toEqual({ segments: 2, bytes: 1_148_000, durationMs: 6_000 });
    expect(runningStep(second)?.name).toBe('verify');
  });

  test('shows the step at which it ended as not completed', () => {
    const shown = view([...good, { type: 'application.ended', state: 'rejected', problem: null }]);
    expect(shown.steps.find((step) => step.name === 'verify')?.status).toBe('failed');
    expect(runningStep(shown)).toBeUndefined();
  });
});
