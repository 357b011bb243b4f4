import type { Product } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../queries.ts';

/** The products that lists beside them know by now, by PID; `undefined` until the first are there. */
export function useKnownProducts(): Map<string, Product> | undefined {
  const { data } = useInfiniteQuery(queries.products());
  return data && new Map(data.pages.flatMap(({ items }) => items).map((product) => [product.pid, product]));
}
