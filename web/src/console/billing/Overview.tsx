import type { control, Output } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Alert, Select } from 'antd';
import { serverNow } from '../../api/clock.ts';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { monthsUntil } from '../../ui/months.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Billing.module.css';
import chartStyles from './ShareChart.module.css';
import { ShareChart } from './ShareChart.tsx';
import { shareSeries } from './share-series.ts';

type Billing = Output<typeof control.getBilling>;
const route = getRouteApi('/signed-in/personal/billing');
export const SPANS = [6, 12, 24, 36] as const;
const LONGEST = 36 satisfies (typeof SPANS)[number];

/** What is owed now, and how the shares went, month by month. */
export function Overview() {
  const t = useText();
  const { months = 12 } = route.useSearch();
  const navigate = useNavigate();
  const billing = useQuery(queries.billing(months));
  return (
    <Loaded query={billing}>
      {(data) =>
        data.balances.length === 0 && data.months.length === 0 ? (
          <Nothing />
        ) : (
          <>
            <Balances balances={data.balances} />
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center', margin: '28px 0 12px' }}>
              <h2 style={{ margin: 0, fontSize: 16, flex: 1 }}>{t('billing.chart')}</h2>
              <Select<number>
                value={months}
                aria-label={t('billing.range')}
                style={{ minWidth: 140 }}
                options={SPANS.map((value) => ({ value, label: t('billing.months', { n: value }) }))}
                onChange={(next) =>
                  void navigate({
                    to: '/billing',
                    search: { months: SPANS.find((one) => one === next) },
                    replace: true,
                  })
                }
              />
            </div>
            <Months months={data.months} span={months} />
          </>
        )
      }
    </Loaded>
  );
}

/** Nobody has bought anything yet. */
function Nothing() {
  const t = useText();
  return (
    <EmptyState picture="receipt" title={t('billing.none')} text={t('billing.emptyText')}>
      <LinkButton to="/my/services/video-cloud-storage" search={{ tab: 'items' }}>
        {t('billing.toItems')}
      </LinkButton>
    </EmptyState>
  );
}

function Months({ months, span }: { months: Billing['months']; span: number }) {
  const t = useText();
  const columns = useColumns();
  const series = shareSeries(months, monthsUntil(serverNow(), span));
  if (months.length === 0)
    return (
      <EmptyState picture="receipt" title={t('billing.empty')} {...(span < LONGEST && { text: t('billing.longer') })}>
        {span < LONGEST ? (
          <LinkButton to="/billing" search={{ months: LONGEST }}>
            {t('billing.months', { n: LONGEST })}
          </LinkButton>
        ) : (
          <LinkButton to="/my/services/video-cloud-storage" search={{ tab: 'items' }}>
            {t('billing.toItems')}
          </LinkButton>
        )}
      </EmptyState>
    );
  return (
    <>
      <div className={chartStyles.charts}>
        {series.map((one) => (
          <ShareChart key={one.currency} series={one} />
        ))}
      </div>
      <h2 style={{ margin: '28px 0 12px', fontSize: 16 }}>{t('billing.table')}</h2>
      <DataTable
        label={t('billing.table')}
        items={[...months].reverse()}
        columns={columns}
        keyOf={({ month, currency }) => `${month} ${currency}`}
        empty={null}
      />
      <p className={styles.soft}>{t('billing.shareNote')}</p>
    </>
  );
}

function useColumns(): Column<Billing['months'][number]>[] {
  const t = useText();
  const money = useMoney();
  return [
    { key: 'month', title: t('billing.column.month'), cell: ({ month }) => month },
    { key: 'currency', title: t('billing.column.currency'), cell: ({ currency }) => currency },
    { key: 'orders', title: t('billing.column.orders'), number: true, cell: ({ orders }) => orders },
    { key: 'paid', title: t('billing.column.paid'), number: true, cell: ({ paid }) => money(paid) },
    { key: 'refunded', title: t('billing.column.refunded'), number: true, cell: ({ refunded }) => money(refunded) },
    { key: 'share', title: t('billing.column.share'), number: true, cell: ({ share }) => money(share) },
  ];
}

function Balances({ balances }: { balances: Billing['balances'] }) {
  const t = useText();
  const money = useMoney();
  const channel = useQuery(queries.payoutChannel());
  if (balances.length === 0) return null;
  const isOwed = balances.some(({ due }) => due.amount > 0);
  return (
    <>
      <h2 style={{ margin: '0 0 12px', fontSize: 16 }}>{t('billing.balances')}</h2>
      {isOwed && channel.data?.channel === null && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('billing.noChannel')}
          action={<LinkButton to="/payout-channel">{t('billing.setChannel')}</LinkButton>}
        />
      )}
      <ul className={styles.balances}>
        {balances.map(({ currency, accrued, due, paidOut }) => (
          <li key={currency}>
            <h3>{currency}</h3>
            <dl>
              <div title={t('billing.accruedText')}>
                <dt>{t('billing.accrued')}</dt>
                <dd>{money(accrued)}</dd>
              </div>
              <div title={t('billing.dueText')}>
                <dt>{t('billing.due')}</dt>
                <dd className={styles.due}>{money(due)}</dd>
              </div>
              <div title={t('billing.paidOutText')}>
                <dt>{t('billing.paidOut')}</dt>
                <dd>{money(paidOut)}</dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}
