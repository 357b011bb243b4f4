import { queryOptions } from '@tanstack/react-query';
import type { AuditSearch } from '../desk/audit/AuditTrail.tsx';
import { paged } from '../desk/calls/paged.ts';
import { api } from './api.ts';

/** What the operator's pages read. Every key begins with `operator`, so that a change can read all of it again. */
export const operatorQueries = {
  regions: () =>
    queryOptions({
      queryKey: ['operator', 'regions'],
      queryFn: () => api.listRegions({}),
      refetchInterval: 10_000,
    }),
  /** News tell of money and requests; a region that lags tells nobody. */
  tasks: () =>
    queryOptions({ queryKey: ['operator', 'tasks'], queryFn: () => api.listTasks({}), refetchInterval: 10_000 }),
  audit: (filter: AuditSearch) =>
    paged(['operator', 'audit', filter], (cursor) => api.listAuditForOperator({ query: { cursor, ...filter } })),
};
