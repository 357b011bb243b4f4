import { type Currency, type control, type Input, type Money, parseMoney } from '@kaitong/contract';

/** What the form holds: texts as they were typed, times local to the browser and to the minute. */
export type CouponFields = {
  name: string;
  code?: string;
  kind: 'percent' | 'amount';
  percent?: number | null;
  currency: Currency;
  amount?: string;
  pids: string[];
  validFrom: string;
  validUntil: string;
  limit?: number | null;
};

type Body = Input<typeof control.createCoupon>['body'];

/** @throws RangeError for an amount that its field's rule has let through by mistake */
export function couponBody(fields: CouponFields): Body {
  const { name, code, pids, validFrom, validUntil, limit } = fields;
  return {
    name: name.trim(),
    ...(code?.trim() ? { code: code.trim().toUpperCase() } : {}),
    discount: fields.kind === 'percent' ? { percent: fields.percent ?? 0 } : { off: amountOf(fields) },
    pids,
    validFrom: new Date(validFrom).toISOString(),
    validUntil: new Date(validUntil).toISOString(),
    limit: limit ?? null,
  };
}

function amountOf({ amount = '', currency }: CouponFields): Money {
  const money = parseMoney(amount, currency);
  if (!money) throw new RangeError(`${amount} is no amount of ${currency}`);
  return money;
}

/** A local time as the form holds it: 2026-11-25T08:00. */
export function localMinute(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
