import type { SaleState } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { actionsOf } from './item-actions.ts';

const item = (state: SaleState, stage: 'debug' | 'released' = 'released', canChange = true) => ({
  sale: { state, since: '2026-01-01T00:00:00Z', reason: null },
  stage,
  canChange,
});

test('whoever may only look is offered nothing', () => {
  for (const state of ['on_sale', 'stopped', 'suspended'] as const)
    expect(actionsOf(item(state, 'debug', false))).toEqual([]);
});

test('what is sold can be stopped, what was stopped resumed, and what the operator suspended neither', () => {
  expect(actionsOf(item('on_sale'))).toEqual(['choose_plans', 'stop', 'undo']);
  expect(actionsOf(item('stopped'))).toEqual(['choose_plans', 'resume', 'undo']);
  expect(actionsOf(item('suspended'))).toEqual(['choose_plans', 'undo']);
});

test('the debug stage can be ended once', () => {
  expect(actionsOf(item('on_sale', 'debug'))).toContain('release');
  expect(actionsOf(item('on_sale', 'released'))).not.toContain('release');
});
