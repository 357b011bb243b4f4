import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * What these show has changed. A first read that is under way may have been answered before that, and is not begun anew by
 * itself: what it brings would count as new.
 */
export async function readAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const first = client
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: 'fetching' })
    .filter((query) => query.state.data === undefined || !query.isActive());
  const reading = first.map(({ promise }) => promise);
  void client.invalidateQueries({ queryKey });
  await Promise.allSettled(reading);
  if (first.length > 0) await client.invalidateQueries({ queryKey, predicate: (query) => first.includes(query) });
}
