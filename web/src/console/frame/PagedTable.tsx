import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useText } from '../texts/index.ts';
import { type Column, DataTable } from './DataTable.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';

type Props<T> = {
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>;
  columns: Column<T>[];
  keyOf: (item: T) => string;
  empty: React.ReactNode;
};

/** A list that grows page by page. */
export function PagedTable<T>({ label, query, columns, keyOf, empty }: Props<T>) {
  const t = useText();
  if (query.isPending) return <Skeleton active paragraph={{ rows: 4 }} />;
  if (!query.data) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <DataTable
        label={label}
        columns={columns}
        items={query.data.pages.flatMap((page) => page.items)}
        keyOf={keyOf}
        empty={empty}
      />
      {query.isFetchNextPageError && <ErrorNotice error={query.error} />}
      {query.hasNextPage && (
        <div style={{ padding: 16, textAlign: 'center' }}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </>
  );
}
