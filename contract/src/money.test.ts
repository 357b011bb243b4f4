import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from './languages.ts';
import { Currency, decimalOf, formatMoney, Money, parseMoney, spellMoney } from './money.ts';

const currency = fc.constantFrom(...Currency.options);
const money = fc.record({ amount: fc.maxSafeInteger(), currency });

describe('an amount', () => {
  test('is a safe integer of minor units in a currency of the table', () => {
    expect(Money.safeParse({ amount: 1, currency: 'CNY' }).success).toBe(true);
    expect(Money.safeParse({ amount: 0.5, currency: 'CNY' }).success).toBe(false);
    expect(Money.safeParse({ amount: 2 ** 53, currency: 'CNY' }).success).toBe(false);
    expect(Money.safeParse({ amount: 1, currency: 'XXX' }).success).toBe(false);
  });

  test('has as many decimals as its currency: none, two or three', () => {
    expect(decimalOf({ amount: 70, currency: 'JPY' })).toBe('70');
    expect(decimalOf({ amount: -5, currency: 'CNY' })).toBe('-0.05');
    expect(decimalOf({ amount: 12_345, currency: 'KWD' })).toBe('12.345');
  });

  test('keeps the decimals of ISO 4217 where the runtime shows fewer', () => {
    const runtime = new Intl.NumberFormat('en', { style: 'currency', currency: 'HUF' });
    expect(runtime.resolvedOptions().maximumFractionDigits).toBe(0);
    expect(formatMoney({ amount: 125_050, currency: 'HUF' }, 'en')).toBe('HUF\u00a01,250.50');
  });

  test('is written as people of the language write it', () => {
    expect(formatMoney({ amount: 1, currency: 'CNY' }, 'zh-CN')).toBe('¥0.01');
    expect(formatMoney({ amount: 1, currency: 'CNY' }, 'en')).toBe('CN¥0.01');
    expect(formatMoney({ amount: 123_456, currency: 'USD' }, 'zh-CN')).toBe('US$1,234.56');
    expect(formatMoney({ amount: 70, currency: 'JPY' }, 'en')).toBe('¥70');
  });

  test('reads like a word inside a Chinese name', () => {
    expect(spellMoney({ amount: 1, currency: 'CNY' }, 'zh-CN')).toBe('0.01元');
    expect(spellMoney({ amount: 1, currency: 'CNY' }, 'en')).toBe('CN¥0.01');
    expect(spellMoney({ amount: 99, currency: 'EUR' }, 'zh-CN')).toBe('€0.99');
  });

  test('is read back from what was written, whatever amount, currency and language', () => {
    fc.assert(
      fc.property(money, fc.constantFrom(...LANGUAGES), (one, language) => {
        expect(parseMoney(formatMoney(one, language), one.currency)).toEqual({ ...one, amount: one.amount || 0 });
        expect(parseMoney(decimalOf(one), one.currency)).toEqual({ ...one, amount: one.amount || 0 });
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['１２．５', 1250],
    ['12元', 1200],
    ['¥ 1,234.5', 123_450],
    ['CNY 3', 300],
    ['-0.01', -1],
  ])('typed as %s is read', (text, amount) => {
    expect(parseMoney(text, 'CNY')).toEqual({ amount, currency: 'CNY' });
  });

  test.each(['', '.', '1.', '1,2', '1,23,456', '0.001', '$5', '5-', '--5', '1e3', '99999999999999999'])(
    'is not guessed from %j',
    (text) => expect(parseMoney(text, 'CNY')).toBeUndefined(),
  );

  test('of a currency without decimals has none', () => expect(parseMoney('70.0', 'JPY')).toBeUndefined());
});
