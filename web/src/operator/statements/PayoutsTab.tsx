import { useInfiniteQuery } from '@tanstack/react-query';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { readKey } from '../ledger/entry-kind.ts';
import type { Entry } from '../ledger/LedgerEntry.tsx';
import styles from '../money.module.css';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';

/** What was paid to makers, as the books have it. */
export function PayoutsTab() {
  const t = useText();
  return (
    <PagedTable
      label={t('settlements.tabs.payouts')}
      query={useInfiniteQuery(moneyQueries.ledger({ account: 'bank', search: 'payout:' }))}
      columns={useColumns()}
      keyOf={({ key }) => key}
      empty={
        <EmptyState picture="receipt" title={t('settlements.noPayouts')} text={t('settlements.noPayoutsText')}>
          <LinkButton to="/statements" search={{ tab: 'due' }}>
            {t('settlements.tabs.due')}
          </LinkButton>
        </EmptyState>
      }
    />
  );
}

function useColumns(): Column<Entry>[] {
  const t = useText();
  const money = useMoney();
  const paid = ({ postings }: Entry) => postings.find(({ account }) => account.startsWith('due:'));
  return [
    { key: 'at', title: t('settlements.at'), cell: ({ at }) => <TimeText at={at} exact /> },
    {
      key: 'maker',
      title: t('makers.account'),
      wide: true,
      phone: 'name',
      cell: (entry) => <span className={styles.name}>{paid(entry)?.maker ?? t('common.none')}</span>,
    },
    {
      key: 'id',
      title: t('settlements.payoutId'),
      cell: ({ key }) => <span className="mono">{readKey(key).of.join(':')}</span>,
    },
    {
      key: 'paid',
      title: t('settlements.paid'),
      number: true,
      cell: (entry) => {
        const posting = paid(entry);
        return posting ? money(posting.money) : t('common.none');
      },
    },
  ];
}
