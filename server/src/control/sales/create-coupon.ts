import { randomBytes } from 'node:crypto';
import { days, type Parsed, type Pid, type Refusal, type Reply, refusal, type sales } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { invalidInput } from '../../invalid-input.ts';
import { newCouponId } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { visibleProducts } from '../products/find-product-for.ts';
import { couponRows, showCoupon } from './show-coupon.ts';

type Body = Parsed<typeof sales.createCoupon>['body'];

/** Issues a coupon for products of the account itself: whoever gives something away must be the one who earns less. */
export async function createCoupon(
  context: ControlContext,
  caller: MakerCaller,
  { body }: Parsed<typeof sales.createCoupon>,
): Promise<Reply<typeof sales.createCoupon> | Refusal> {
  const refused = refusePeriod(context, body);
  if (refused) return refused;
  const { db, limits, log } = context;
  const tooMany = rateRefusal([await takeRate(db, `coupon ${caller.accountId}`, limits.couponsPerAccount)]);
  if (tooMany) return tooMany;
  const pids = [...new Set(body.pids)];
  const foreign = await refuseForeign(context, caller, pids);
  if (foreign) return foreign;
  const id = newCouponId();
  const { name, discount, validFrom, validUntil, limit } = body;
  const created = await db.transaction().execute(async (trx) => {
    const inserted = await trx
      .insertInto('coupon')
      .values({
        id,
        account_id: caller.accountId,
        user_id: caller.userId,
        code: body.code ?? randomCode(),
        name,
        off_amount: 'off' in discount ? discount.off.amount : null,
        off_currency: 'off' in discount ? discount.off.currency : null,
        percent: 'percent' in discount ? discount.percent : null,
        valid_from: validFrom,
        valid_until: validUntil,
        use_limit: limit,
        ended_at: null,
      })
      .onConflict((conflict) => conflict.column('code').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!inserted) return undefined;
    await trx
      .insertInto('coupon_product')
      .values(pids.map((pid) => ({ coupon_id: id, pid })))
      .execute();
    await audit(trx, caller, 'coupon.created', id);
    await tellAccount(trx, caller.accountId, 'sales.changed');
    return await couponRows(trx).where('coupon.id', '=', id).executeTakeFirstOrThrow();
  });
  if (!created) return refusal('coupon_code_taken');
  log.info({ accountId: caller.accountId, couponId: id }, 'coupon.created');
  return showCoupon(created);
}

/** Of mistyped years: nobody plans that far, and from year 0 on PostgreSQL would refuse it. */
const FURTHEST = days(3660);

function refusePeriod({ clock }: ControlContext, { validFrom, validUntil }: Body): Refusal | undefined {
  const now = clock.now().getTime();
  const [from, until] = [Date.parse(validFrom), Date.parse(validUntil)];
  if (Math.abs(from - now) > FURTHEST) return invalidInput({ path: 'validFrom', message: '±10 年 / years' });
  if (until <= from) return invalidInput({ path: 'validUntil', message: `> ${validFrom}` });
  if (until - now > FURTHEST) return invalidInput({ path: 'validUntil', message: '≤ 10 年 / years' });
  return undefined;
}

async function refuseForeign({ db }: ControlContext, caller: MakerCaller, pids: Pid[]): Promise<Refusal | undefined> {
  const found = await visibleProducts(db, caller.accountId).where('product.pid', 'in', pids).execute();
  if (found.length < pids.length) return refusal('not_found');
  return found.every((product) => product.account_id === caller.accountId) ? undefined : refusal('not_allowed');
}

/** 32 signs that nobody takes for another when a code is read out or printed: 50 bits. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const randomCode = (): string => Array.from(randomBytes(10), (byte) => SIGNS.charAt(byte % SIGNS.length)).join('');
