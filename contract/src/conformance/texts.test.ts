import { describe, expect, test } from 'vitest';
import { RATE_UNKNOWNS } from '../checks/index.ts';
import { LANGUAGES } from '../languages.ts';
import { CONFORMANCE_ITEMS, ITEM_REASONS, OBSERVATIONS, outcomeOf } from './item.ts';
import {
  darkenText,
  isWhollyTested,
  itemReasonText,
  itemText,
  moveText,
  observationText,
  outcomeText,
} from './texts.ts';

/** What the server gives with each reason and observation that has something to say. */
const PARAMS = {
  ...{ seconds: 5, stored: 1, declared: 4, codes: 'enc.key', objects: '0, 1', reason: 'busy', setting: 'motion-off' },
  ...{ event: 1, eventId: 'ev', object: 0, kind: 'segment', count: 3, minutes: 60, skewMs: -90_000, ageMs: 0 },
  ...{ rate: 1.19, stamped: 25, delivered: 21, because: 'too_short', by: 'age', brightness: 140, met: 2, of: 4 },
  ...{ attempt: 2, pauses: '0.5, 1.0, 2.0', version: '2.4.0', report: 'installed', recorded: 3 },
};

describe.each(LANGUAGES)('texts of the extended test in %s', (language) => {
  test.each(CONFORMANCE_ITEMS)('%s says what is tried', (name) => {
    const { title, about } = itemText(name, language);
    expect([title, about].every((text) => text.length > 1)).toBe(true);
  });

  test.each(ITEM_REASONS)('%s says what happened, and what to do unless all is well', (code) => {
    const { title, remedy } = itemReasonText({ code, params: PARAMS }, language);
    expect(title).not.toMatch(/[{}]/);
    expect(remedy).not.toMatch(/[{}]/);
    if (code !== 'as_expected' && code !== 'not_chosen') expect(remedy).not.toBe('');
  });

  test.each(OBSERVATIONS)('%s is told in words', (code) => {
    const at = '2026-01-01T00:00:00Z';
    expect(observationText({ at, code, params: PARAMS }, language)).toMatch(/^[^{}]{3,}$/);
  });

  test('what the server gives as words of the contract is told in those of people', () => {
    const told = (code: (typeof OBSERVATIONS)[number], params: object) =>
      observationText({ at: '2026-01-01T00:00:00Z', code, params: { ...PARAMS, ...params } }, language);
    for (const because of RATE_UNKNOWNS) {
      expect(told('speed.unknown', { because })).not.toMatch(`[(（]${because}`);
      expect(itemReasonText({ code: 'rate_not_judged', params: { because } }, language).title).not.toMatch(
        `[(（]${because}`,
      );
    }
    expect(told('settings.sent', { setting: 'privacy-on' })).not.toContain('privacy-on');
    if (language === 'zh-CN') expect(told('object.stored', { kind: 'segment' })).not.toContain('segment');
  });

  test('somebody is told for how long to move', () => expect(moveText(15, language)).toContain('15'));
  test('or to cover the lens', () => expect(darkenText(60, language)).toContain('60'));
});

test('the outcome is the worst of what was tried, and nothing tried is no pass', () => {
  const of = (...verdicts: ('pass' | 'warn' | 'fail' | 'skipped' | null)[]) =>
    outcomeOf(verdicts.map((verdict) => ({ verdict })));
  expect(of('pass', 'warn', 'skipped')).toBe('warn');
  expect(of('pass', 'fail', 'warn')).toBe('fail');
  expect(of('skipped', 'pass', null)).toBe('pass');
  expect(of('skipped', 'skipped')).toBe('skipped');
  expect(of(null)).toBeNull();
});

test('a test is not simply passed while an item that was to be tried was not', () => {
  const item = (verdict: 'pass' | 'skipped', code: 'as_expected' | 'not_chosen' | 'camera_sleeps' | 'not_supported') =>
    ({ verdict, reason: { code, params: {} } }) as never;
  const whole = { outcome: 'pass' as const, items: [item('pass', 'as_expected'), item('skipped', 'not_chosen')] };
  expect([isWhollyTested(whole), outcomeText(whole, 'en')]).toEqual([true, 'Pass']);
  const ofItsKind = { ...whole, items: [...whole.items, item('skipped', 'camera_sleeps')] };
  expect([isWhollyTested(ofItsKind), outcomeText(ofItsKind, 'en')]).toEqual([true, 'Pass']);
  const partly = { ...whole, items: [...whole.items, item('skipped', 'not_supported')] };
  expect([isWhollyTested(partly), outcomeText(partly, 'en')]).toEqual([false, '1 of 2 passed, 1 not tested']);
  expect(outcomeText(partly, 'zh-CN')).toBe('2 项中 1 项通过，1 项未测试');
});
