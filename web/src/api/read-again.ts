import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';

/** What is read once more as soon as its first read is over. */
const next = new WeakSet<Query>();

/**
 * What these show has changed. A first read that is under way may have been answered before that, and is not begun anew by
 * itself: what it brings would count as new. However much news comes meanwhile, it is read once more.
 */
export async function readAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const first = client
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: 'fetching' })
    .filter((query) => (query.state.data === undefined || !query.isActive()) && !next.has(query));
  const again = first.map(async (query) => {
    next.add(query);
    await Promise.allSettled([query.promise]);
    next.delete(query);
    await client.invalidateQueries({ queryKey, predicate: (one) => one === query });
  });
  void client.invalidateQueries({ queryKey });
  await Promise.all(again);
}
