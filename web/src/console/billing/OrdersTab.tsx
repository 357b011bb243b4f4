import { type control, maker, type Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Select } from 'antd';
import { serverNow } from '../../api/clock.ts';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { monthsUntil } from '../../ui/months.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { ProductFilter } from '../devices/ProductFilter.tsx';
import { type OrderFilter, queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Billing.module.css';

type Order = Output<typeof control.listMakerOrders>['items'][number];
const route = getRouteApi('/signed-in/personal/billing');

/** Every paid order with its share: nothing of who bought, and on what device. */
export function OrdersTab() {
  const t = useText();
  const { month, pid } = route.useSearch();
  const navigate = useNavigate();
  const filter = (next: OrderFilter) =>
    void navigate({ to: '/billing', search: { tab: 'orders', month, pid, ...next }, replace: true });
  return (
    <>
      <search style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 16 }}>
        <Select<string>
          value={month ?? ''}
          aria-label={t('billing.order.month')}
          style={{ minWidth: 140 }}
          onChange={(next) => filter({ month: next || undefined })}
          options={[
            { value: '', label: t('billing.order.allMonths') },
            ...monthsUntil(serverNow(), 36)
              .reverse()
              .map((value) => ({ value, label: value })),
          ]}
        />
        <ProductFilter pid={pid} onChange={(next) => filter({ pid: next })} />
        <SaveList path={maker.listMakerOrders.path} filter={{ month, pid }} />
      </search>
      <PagedTable
        label={t('billing.tabs.orders')}
        query={useInfiniteQuery(queries.makerOrders({ month, pid }))}
        columns={useColumns()}
        keyOf={({ orderId }) => orderId}
        empty={
          month || pid ? (
            <NoMatch onClear={() => filter({ month: undefined, pid: undefined })} />
          ) : (
            <EmptyState picture="receipt" title={t('billing.order.empty')} text={t('billing.order.emptyText')}>
              <LinkButton to="/my/services/video-cloud-storage" search={{ tab: 'items' }}>
                {t('billing.toItems')}
              </LinkButton>
            </EmptyState>
          )
        }
      />
    </>
  );
}

function useColumns(): Column<Order>[] {
  const t = useText();
  const money = useMoney();
  const planName = usePlanName();
  const regionNames = useRegionNames();
  return [
    {
      key: 'product',
      title: t('billing.order.product'),
      wide: true,
      cell: ({ productName, pid, orderId, coupon }) => (
        <>
          <Link to="/products/$pid" params={{ pid }}>
            {productName}
          </Link>
          <div className={styles.soft}>
            <Ident value={orderId} />
          </div>
          {coupon && <div className={styles.soft}>{t('billing.order.coupon', { code: coupon })}</div>}
        </>
      ),
    },
    {
      key: 'plan',
      title: t('billing.order.plan'),
      cell: ({ terms, region }) => (
        <>
          <div>{planName(terms)}</div>
          <div className={styles.soft}>{regionNames([region])}</div>
        </>
      ),
    },
    { key: 'paidAt', title: t('billing.order.paidAt'), cell: ({ paidAt }) => <TimeText at={paidAt} /> },
    { key: 'list', title: t('billing.order.listPrice'), number: true, cell: ({ listPrice }) => money(listPrice) },
    {
      key: 'paid',
      title: t('billing.order.paid'),
      number: true,
      cell: ({ paid, refunded }) => (
        <>
          <div>{money(paid)}</div>
          {refunded.amount > 0 && (
            <div className={styles.soft}>{t('billing.order.refunded', { amount: money(refunded) })}</div>
          )}
        </>
      ),
    },
    {
      key: 'share',
      title: t('billing.order.share'),
      number: true,
      cell: ({ share, sharePercent, trial }) =>
        trial ? (
          <span className={styles.soft}>{t('billing.order.trial')}</span>
        ) : (
          <>
            <div>{money(share)}</div>
            <div className={styles.soft}>{t('billing.order.percent', { percent: sharePercent })}</div>
          </>
        ),
    },
  ];
}
