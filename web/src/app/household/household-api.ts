import { createClient, household } from '@kaitong/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { send } from '../api.ts';

/** Apart from what the first page asks for: it comes with the pages that need it. */
export const householdApi = createClient(household, send);

const first = undefined as string | undefined; // an annotation would be narrowed to `undefined`

export const householdQueries = {
  household: () => queryOptions({ queryKey: ['household'], queryFn: () => householdApi.getHousehold({}) }),
  views: () =>
    infiniteQueryOptions({
      queryKey: ['household', 'views'],
      queryFn: ({ pageParam }) =>
        householdApi.listHouseholdViews({ query: pageParam === undefined ? {} : { cursor: pageParam } }),
      initialPageParam: first,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
};
