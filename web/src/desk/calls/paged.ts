import { type InfiniteData, infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';

type Cursor = string | undefined;

/** A list that is read page by page. */
export const paged = <Page extends { next: string | null }>(
  queryKey: QueryKey,
  read: (cursor: Cursor) => Promise<Page>,
) =>
  infiniteQueryOptions<Page, Error, InfiniteData<Page, Cursor>, QueryKey, Cursor>({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
