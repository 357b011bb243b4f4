import type { ContactState, ContactTopic, SaleState } from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import { paged } from '../desk/calls/paged.ts';
import { api } from './api.ts';
import { operatorQueries } from './queries.ts';

/** The one service that has agreements. */
export const AGREED_SERVICE = 'video-cloud-storage';

export type RequestFilter = { state?: ContactState | undefined; topic?: ContactTopic | undefined };
export type ProductFilter = { search?: string | undefined; sale?: SaleState | undefined };

/** What is sold, on which terms, and who asks for what. Keys begin as those of all the operator's pages. */
export const salesQueries = {
  /** Which there are and what they charge; how they are is another page's, which asks more often. */
  regions: () => queryOptions({ ...operatorQueries.regions(), refetchInterval: false, staleTime: 60_000 }),
  plans: () => queryOptions({ queryKey: ['operator', 'plans'], queryFn: () => api.listOperatorPlans({}) }),
  services: () => queryOptions({ queryKey: ['operator', 'services'], queryFn: () => api.listServiceCatalogue({}) }),
  agreements: () =>
    queryOptions({ queryKey: ['operator', 'agreements'], queryFn: () => api.listAgreementVersions({}) }),
  agreement: (version: string) =>
    queryOptions({
      queryKey: ['operator', 'agreement', version],
      queryFn: () => api.getAgreementVersion({ params: { serviceId: AGREED_SERVICE, version } }),
    }),
  requests: (filter: RequestFilter) =>
    paged(['operator', 'requests', filter], (cursor) =>
      api.listContactRequestsForOperator({ query: { cursor, ...filter } }),
    ),
  contact: () => queryOptions({ queryKey: ['operator', 'contact'], queryFn: () => api.getContact({}) }),
  waivers: (pid: string) =>
    queryOptions({ queryKey: ['operator', 'waivers', pid], queryFn: () => api.getWaiversOf({ params: { pid } }) }),
  products: (filter: ProductFilter) =>
    paged(['operator', 'products', filter], (cursor) => api.listActivatedProducts({ query: { cursor, ...filter } })),
};
