import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import type { SoldOrder } from './use-order-columns.tsx';

/** What follows from a refund: the server says it, since the books round by their own rule. */
export function RefundEffect({ order, amount }: { order: SoldOrder; amount: number }) {
  const t = useText();
  const money = useMoney();
  const { data, error } = useQuery({ ...moneyQueries.refundPreview(order.orderId, amount), enabled: amount > 0 });
  if (error) return <ErrorNotice error={error} />;
  const hasShare = order.share.amount > 0;
  return (
    <ul style={{ margin: '0 0 16px', paddingInlineStart: 20 }} aria-live="polite">
      <li>
        {hasShare
          ? t('refund.takesBack', {
              reversed: data ? money(data.reversed) : '…',
              left: data ? money(data.shareLeft) : '…',
            })
          : t('refund.takesNothing')}
      </li>
      <li>{t('refund.service')}</li>
      <li>{t('refund.booked')}</li>
    </ul>
  );
}
