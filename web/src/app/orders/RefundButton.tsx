import type { Money, OwnerOrder } from '@kaitong/contract';
import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { useText } from '../texts/index.ts';
import { RefundLines } from './RefundLines.tsx';
import { useOrderAction } from './use-order.ts';
import { useMoney } from './use-order-name.ts';

/** Takes an order back, after saying what is given back and what ends. */
export function RefundButton({ order, refundable }: { order: OwnerOrder; refundable: Money }) {
  const t = useText();
  const money = useMoney();
  const [asking, setAsking] = useState(false);
  const refund = useOrderAction('refundOrder', order);
  // What it paid for has ended already: nothing is left to ask about.
  if (order.refundState === 'failed')
    return (
      <>
        {refund.isError && <ErrorNotice error={refund.error} />}
        <Button kind="primary" busy={refund.isPending && t('orders.refundAsking')} onClick={() => refund.mutate()}>
          {t('orders.refundAgain')}
        </Button>
      </>
    );
  return (
    <>
      <Button kind="dangerPlain" onClick={() => setAsking(true)}>
        {t('orders.refund')}
      </Button>
      {asking && (
        <Sheet title={t('orders.refundTitle', { amount: money(refundable) })} onClose={() => setAsking(false)}>
          {order.refundPreview && <RefundLines order={order} preview={order.refundPreview} />}
          <p>{t('orders.refundText')}</p>
          {refund.isError && <ErrorNotice error={refund.error} />}
          <div className={sheetActionsClass}>
            <Button
              kind="danger"
              busy={refund.isPending && t('orders.refundAsking')}
              onClick={() => refund.mutate(undefined, { onSuccess: () => setAsking(false) })}
            >
              {t('orders.refund')}
            </Button>
            <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
