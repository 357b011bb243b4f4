import type { Money, OwnerOrder, RefundPreview } from '@kaitong/contract';
import { Facts } from '../parts/Group.tsx';
import { useMoneyText } from './texts/index.ts';
import { useMoney } from './use-order-name.ts';

type Priced = Pick<OwnerOrder, 'listPrice' | 'price' | 'coupon' | 'trial'>;
type Props = { order: Priced; preview: RefundPreview };

/** From what a refund is computed, as it adds up, and why. */
export function RefundLines({ order: { listPrice, price, coupon, trial }, preview }: Props) {
  const t = useMoneyText();
  const money = useMoney();
  const { amount, used, before, days, unusedDays } = preview;
  const less = (taken: Money): string => money({ ...taken, amount: -taken.amount });
  const off = { ...price, amount: listPrice.amount - price.amount };
  return (
    <>
      <Facts
        facts={[
          ...(coupon ? [{ name: t('refund.listPrice'), value: money(listPrice) }] : []),
          ...(coupon ? [{ name: t('refund.coupon', { code: coupon }), value: less(off) }] : []),
          { name: t('refund.paid'), value: money(price) },
          ...(used.amount > 0
            ? [{ name: t('refund.used', { used: days - unusedDays, days }), value: less(used) }]
            : []),
          ...(before.amount > 0 ? [{ name: t('refund.before'), value: less(before) }] : []),
          { name: t('refund.amount'), value: <strong>{money(amount)}</strong> },
        ]}
      />
      <p>
        <RefundWhy preview={preview} />
        {trial && ` ${t('refund.trial')}`}
      </p>
    </>
  );
}

export function RefundWhy({ preview: { why, unusedDays } }: { preview: RefundPreview }) {
  const t = useMoneyText();
  if (why === 'unused_days' || why === 'too_little') return t(`refund.why.${why}`, { unused: unusedDays });
  return t(`refund.why.${why}`);
}
