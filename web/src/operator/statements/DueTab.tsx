import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import type { Maker } from '../makers/use-maker-columns.tsx';
import styles from '../money.module.css';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import { RecordPayout } from './RecordPayout.tsx';

const route = getRouteApi('/signed-in/personal/statements');

/** Makers with settled shares that nobody has paid yet. */
export function DueTab() {
  const t = useText();
  const { search } = route.useSearch();
  const navigate = useNavigate();
  const [paying, setPaying] = useState<Maker | null>(null);
  const filter = (next: string | undefined) =>
    void navigate({ to: '/statements', search: { search: next }, replace: true });
  return (
    <>
      <FilterBar search={search} placeholder={t('makers.search')} onSearch={filter} />
      <PagedTable
        label={t('settlements.tabs.due')}
        query={useInfiniteQuery(moneyQueries.makers({ search, due: true }))}
        columns={useColumns(setPaying)}
        keyOf={({ accountId }) => accountId}
        empty={
          search ? (
            <NoMatch onClear={() => filter(undefined)} />
          ) : (
            <EmptyState picture="receipt" title={t('settlements.noneDue')} text={t('settlements.noneDueText')}>
              <LinkButton to="/statements" search={{ tab: 'statements' }}>
                {t('settlements.tabs.statements')}
              </LinkButton>
            </EmptyState>
          )
        }
      />
      {paying && <RecordPayout maker={paying} onClose={() => setPaying(null)} />}
    </>
  );
}

function useColumns(pay: (maker: Maker) => void): Column<Maker>[] {
  const t = useText();
  const money = useMoney();
  const mayChange = useMayChange();
  const columns: Column<Maker>[] = [
    {
      key: 'maker',
      title: t('makers.account'),
      wide: true,
      phone: 'name',
      cell: ({ name, login }) => (
        <div className={styles.lines}>
          <span className={styles.name}>{name}</span>
          {login !== name && <span className={styles.soft}>{login}</span>}
        </div>
      ),
    },
    {
      key: 'channel',
      title: t('settlements.channel'),
      phone: 'state',
      cell: ({ payable }) =>
        payable ? (
          <StateTag tone="verified" icon="check" text={t('settlements.channelSet')} />
        ) : (
          <StateTag tone="waiting" icon="alert" text={t('settlements.channelMissing')} />
        ),
    },
    {
      key: 'due',
      title: t('settlements.due'),
      number: true,
      cell: ({ balances }) => (
        <div className={styles.ends}>
          {balances
            .filter(({ due }) => due.amount > 0)
            .map(({ currency, due }) => (
              <strong key={currency}>{money(due)}</strong>
            ))}
        </div>
      ),
    },
  ];
  if (mayChange)
    columns.push({
      key: 'act',
      title: t('common.actions'),
      phone: 'action',
      cell: (maker) => (
        <Button size="small" aria-label={t('settlements.recordOf', { name: maker.name })} onClick={() => pay(maker)}>
          {t('settlements.record')}
        </Button>
      ),
    });
  return columns;
}
