import { z } from 'zod';
import { LANGUAGES, type Language } from './languages.ts';

/**
 * The currencies that prices may stand in, with the decimals of their minor unit (ISO 4217). The table is ours, not the
 * runtime's: books must not change when an ICU update moves a digit.
 */
export const CURRENCIES = {
  AED: 2,
  AUD: 2,
  BHD: 3,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  MOP: 2,
  MXN: 2,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  OMR: 3,
  PHP: 2,
  PLN: 2,
  RON: 2,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TRY: 2,
  TWD: 2,
  USD: 2,
  VND: 0,
  ZAR: 2,
} as const;

const codes = Object.keys(CURRENCIES) as [keyof typeof CURRENCIES, ...(keyof typeof CURRENCIES)[]];
/** An ISO 4217 code. */
export const Currency = z.enum(codes);
export type Currency = z.output<typeof Currency>;

/** An amount in the currency's minor units (fen, cents, yen, fils): a safe integer, never a fraction. */
export const Money = z.object({ amount: z.int(), currency: Currency }).meta({ id: 'Money' });
export type Money = z.output<typeof Money>;

/** Hundreds of such amounts are still added exactly, which a safe integer alone is not; anything larger is a slip. */
export const MOST_ENTERED = 10 ** 13;
/** An amount as somebody enters it. */
export const enteredMoney = (least: number) => Money.extend({ amount: z.int().min(least).max(MOST_ENTERED) });

/** The amount as a plain decimal number, as CSV files and other programs want it: `-12.50`, `70`, `0.001`. */
export function decimalOf({ amount, currency }: Money): string {
  const digits = CURRENCIES[currency];
  const figures = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = figures.slice(0, figures.length - digits);
  const sign = amount < 0 ? '-' : '';
  return digits === 0 ? sign + whole : `${sign}${whole}.${figures.slice(-digits)}`;
}

/** The amount as people of that language write it: `¥0.01` in Chinese, `CN¥0.01` in English. */
export function formatMoney(money: Money, language: Language): string {
  const digits = CURRENCIES[money.currency];
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: money.currency, ...options });
  // As text: a float would lose the last digits of large amounts.
  return format.format(decimalOf(money) as `${number}`);
}

/** The amount inside a name or a sentence: `0.01元` in Chinese, `CN¥0.01` in English. */
export const spellMoney = (money: Money, language: Language): string =>
  language === 'zh-CN' && money.currency === 'CNY' ? `${decimalOf(money)}元` : formatMoney(money, language);

const GROUPED = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;

/**
 * Reads an amount that somebody typed, in any of our languages (their separators are the same): with or without grouping,
 * with the currency's sign or code before or after it, in full-width characters too. `undefined`: not an amount of this
 * currency, with more decimals than it has, or too large to be exact.
 */
export function parseMoney(text: string, currency: Currency): Money | undefined {
  const plain = text.normalize('NFKC').replaceAll('−', '-').replaceAll(/\s/g, '').toUpperCase();
  const negative = plain.includes('-');
  const figures = GROUPED.exec(withoutMark(plain.replace('-', ''), currency));
  const [, whole = '', fraction = ''] = figures ?? [];
  const digits = CURRENCIES[currency];
  if (!figures || fraction.length > digits) return undefined;
  if (negative && !/^[^\d]*-[^\d]*\d/.test(plain)) return undefined;
  const amount = Number(whole.replaceAll(',', '') + fraction.padEnd(digits, '0'));
  if (!Number.isSafeInteger(amount)) return undefined;
  return { amount: negative && amount !== 0 ? -amount : amount, currency };
}

function withoutMark(text: string, currency: Currency): string {
  for (const mark of marksOf(currency)) {
    if (text.startsWith(mark)) return text.slice(mark.length);
    if (text.endsWith(mark)) return text.slice(0, -mark.length);
  }
  return text;
}

/** How a currency is marked in our languages, longest first: `CN¥` before `¥`. */
function marksOf(currency: Currency): string[] {
  const displays = ['symbol', 'narrowSymbol', 'code'] as const;
  const marks = LANGUAGES.flatMap((language) =>
    displays.map((currencyDisplay) => {
      const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay });
      const mark = format.formatToParts(0).find(({ type }) => type === 'currency');
      return (mark?.value ?? currency).normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
    }),
  );
  if (currency === 'CNY') marks.push('元');
  return [...new Set(marks)].sort((a, b) => b.length - a.length);
}
