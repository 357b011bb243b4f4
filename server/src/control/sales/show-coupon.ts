import type { Coupon, Discount, Pid } from '@kaitong/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { z } from 'zod';
import type { SaleTables } from '../../store/control/sales.ts';
import type { ControlTables } from '../../store/control/tables.ts';

export type CouponRow = Selectable<SaleTables['coupon']> & { now: Date; pids: Pid[] };

/** Coupons with the products that they are for. */
export const couponRows = (db: Kysely<ControlTables>) =>
  db
    .selectFrom('coupon')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .select(sql<Pid[]>`ARRAY(SELECT pid FROM coupon_product WHERE coupon_id = coupon.id ORDER BY pid)`.as('pids'));

export const showCoupon = (row: CouponRow): z.input<typeof Coupon> => ({
  id: row.id,
  code: row.code,
  name: row.name,
  discount: discountOf(row),
  pids: row.pids,
  validFrom: row.valid_from.toISOString(),
  validUntil: row.valid_until.toISOString(),
  limit: row.use_limit,
  used: row.used,
  state: stateOf(row),
  createdAt: row.created_at.toISOString(),
});

/** The first of these that is true is what somebody who looks for the reason wants to know. */
function stateOf(row: CouponRow): z.output<typeof Coupon>['state'] {
  if (row.ended_at !== null) return 'ended';
  if (row.now >= row.valid_until) return 'expired';
  if (row.use_limit !== null && row.used >= row.use_limit) return 'used_up';
  return row.now < row.valid_from ? 'planned' : 'in_force';
}

export function discountOf({ percent, off_amount, off_currency }: CouponRow): Discount {
  if (percent !== null) return { percent };
  if (off_amount === null || off_currency === null) throw new Error('a coupon takes nothing off');
  return { off: { amount: off_amount, currency: off_currency } };
}
