import type { control, Output } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import type { Column } from '../../desk/table/DataTable.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import styles from '../money.module.css';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';

export type SoldOrder = Output<typeof control.listOrdersForOperator>['items'][number];

export function useOrderColumns(refund: (order: SoldOrder) => void): Column<SoldOrder>[] {
  const t = useText();
  return [
    {
      key: 'order',
      title: t('soldOrders.column.order'),
      wide: true,
      phone: 'name',
      cell: (order) => <Named order={order} />,
    },
    {
      key: 'maker',
      title: t('soldOrders.column.maker'),
      cell: ({ accountId, accountName }) =>
        accountId ? (
          <div className={styles.who}>
            <Link to="/makers" search={{ search: accountId }}>
              {accountName}
            </Link>
          </div>
        ) : (
          <span className={styles.soft}>{t('soldOrders.nobody')}</span>
        ),
    },
    { key: 'paidAt', title: t('soldOrders.column.paidAt'), cell: ({ paidAt }) => <TimeText at={paidAt} /> },
    { key: 'paid', title: t('soldOrders.column.paid'), number: true, cell: (order) => <Paid order={order} /> },
    { key: 'share', title: t('soldOrders.column.share'), number: true, cell: (order) => <Share order={order} /> },
    {
      key: 'act',
      title: t('common.actions'),
      phone: 'action',
      cell: (order) => <Acts order={order} refund={refund} />,
    },
  ];
}

function Named({ order }: { order: SoldOrder }) {
  const t = useText();
  const planName = usePlanName();
  const regionNames = useRegionNames();
  const { productName, pid, orderId, terms, region, provider, paymentId } = order;
  return (
    <div className={styles.lines}>
      <span className={styles.name}>{productName ?? t('soldOrders.unknownProduct', { pid })}</span>
      <Ident value={orderId} />
      <span>{t('soldOrders.planIn', { plan: planName(terms), region: regionNames([region]) })}</span>
      <span className={styles.soft}>
        {paymentId ? t('soldOrders.payment', { provider, paymentId }) : t('soldOrders.noPayment')}
      </span>
    </div>
  );
}

function Paid({ order: { paid, refunded, refunding, refundRefused, state } }: { order: SoldOrder }) {
  const t = useText();
  const money = useMoney();
  return (
    <div className={styles.ends}>
      <span>{money(paid)}</span>
      {state === 'refunded' ? (
        <span className={styles.soft}>{t('soldOrders.refundedWhole')}</span>
      ) : (
        refunded.amount > 0 && (
          <span className={styles.soft}>{t('soldOrders.refunded', { amount: money(refunded) })}</span>
        )
      )}
      {refunding.amount > 0 && (
        <span className={styles.soft}>{t('soldOrders.refunding', { amount: money(refunding) })}</span>
      )}
      {refundRefused && (
        <span>
          {t('soldOrders.refundRefused', { amount: money(refundRefused.amount) })} <TimeText at={refundRefused.at} />
        </span>
      )}
    </div>
  );
}

function Share({ order: { accountId, trial, share, sharePercent, reversed } }: { order: SoldOrder }) {
  const t = useText();
  const money = useMoney();
  if (trial) return <span className={`${styles.soft} ${styles.line}`}>{t('soldOrders.trial')}</span>;
  if (accountId === null) return t('common.none');
  return (
    <div className={styles.ends}>
      <span>{money(share)}</span>
      <span className={styles.soft}>{t('soldOrders.percent', { percent: sharePercent })}</span>
      {reversed.amount > 0 && (
        <span className={styles.soft}>{t('soldOrders.reversed', { amount: money(reversed) })}</span>
      )}
    </div>
  );
}

function Acts({ order, refund }: { order: SoldOrder; refund: (order: SoldOrder) => void }) {
  const t = useText();
  const mayChange = useMayChange();
  const { orderId, paid, refunded } = order;
  return (
    <div className={styles.links}>
      {mayChange && refunded.amount < paid.amount && (
        <Button size="small" danger aria-label={t('soldOrders.refundOf', { orderId })} onClick={() => refund(order)}>
          {t('soldOrders.refund')}
        </Button>
      )}
      <Link to="/ledger" search={{ search: orderId }} aria-label={t('soldOrders.entriesOf', { orderId })}>
        {t('soldOrders.entries')}
      </Link>
    </div>
  );
}
