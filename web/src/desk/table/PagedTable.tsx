import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { type Column, DataTable } from './DataTable.tsx';
import { LoadedPages } from './LoadedPages.tsx';

type Props<T> = {
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<{ items: T[] }>>;
  columns: Column<T>[];
  keyOf: (item: T) => string;
  empty: ReactElement | null;
  below?: (item: T) => ReactNode;
};

/** A table that grows page by page. */
export function PagedTable<T>({ query, empty, ...table }: Props<T>) {
  return (
    <LoadedPages query={query} empty={empty}>
      {(items) => <DataTable {...table} items={items} empty={empty} />}
    </LoadedPages>
  );
}
