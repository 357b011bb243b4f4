import { type Application, type ApplicationState, ProblemError, problems } from '@kaitong/contract';
import { infiniteQueryOptions, MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { codeOf } from '../api/explain.ts';
import { api } from './api.ts';

/** An outage may pass; a refusal stays, unless the catalogue says that the same request may succeed later. */
function mayRetry(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !(error instanceof ProblemError) || (problems[error.problem.code].retry && error.problem.status >= 500);
}

/** `onSignedOut` runs when any call says that the session is over. */
export function createQueries(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (codeOf(error) === 'not_signed_in') onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: mayRetry, staleTime: 5_000 } },
  });
}

/** Progress tells when to read again; this is for proxies that hold streams back, and for regions that lag behind. */
function refreshOf(application: Application | undefined): number | false {
  if (application?.state === 'verifying') return 15_000;
  return application && application.lagging.length > 0 ? 5_000 : false;
}

type Cursor = string | undefined;
const nextOf = (page: { next: string | null }): Cursor => page.next ?? undefined;
const first: Cursor = undefined;

export const queries = {
  session: () =>
    queryOptions({ queryKey: ['session'], queryFn: () => api.getSession({}), staleTime: 60_000, retry: mayRetry }),
  services: () => queryOptions({ queryKey: ['services'], queryFn: () => api.listServices({ query: {} }) }),
  agreement: (language: 'zh-CN' | 'en', version?: string) =>
    queryOptions({
      queryKey: ['agreement', language, version],
      queryFn: () => api.getAgreement({ params: { serviceId: 'video-cloud-storage' }, query: { language, version } }),
      staleTime: 60_000,
    }),
  serviceOrders: () =>
    infiniteQueryOptions({
      queryKey: ['service-orders'],
      queryFn: ({ pageParam }) => api.listServiceOrders({ query: { cursor: pageParam } }),
      initialPageParam: first,
      getNextPageParam: nextOf,
    }),
  serviceItems: (search: string | undefined) =>
    infiniteQueryOptions({
      queryKey: ['service-items', search],
      queryFn: ({ pageParam }) => api.listServiceItems({ query: { cursor: pageParam, search } }),
      initialPageParam: first,
      getNextPageParam: nextOf,
    }),
  applications: (filter: { state?: ApplicationState | undefined; search?: string | undefined }) =>
    infiniteQueryOptions({
      queryKey: ['applications', filter],
      queryFn: ({ pageParam }) => api.listApplications({ query: { cursor: pageParam, ...filter } }),
      initialPageParam: first,
      getNextPageParam: nextOf,
    }),
  application: (id: string) =>
    queryOptions({
      queryKey: ['application', id],
      queryFn: () => api.getApplication({ params: { id } }),
      refetchInterval: ({ state: { data } }) => refreshOf(data),
    }),
  /** Addresses live for a short time, and a new one would restart the player: read again only when told to. */
  footage: (id: string) =>
    queryOptions({
      queryKey: ['footage', id],
      queryFn: () => api.getFootage({ params: { id } }),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
    }),
  products: (search?: string) =>
    infiniteQueryOptions({
      queryKey: ['products', search],
      queryFn: ({ pageParam }) => api.listProducts({ query: { cursor: pageParam, search } }),
      initialPageParam: first,
      getNextPageParam: nextOf,
    }),
  product: (pid: string) =>
    queryOptions({ queryKey: ['product', pid], queryFn: () => api.getProduct({ params: { pid } }) }),
  licences: (pid: string) =>
    infiniteQueryOptions({
      queryKey: ['licences', pid],
      queryFn: ({ pageParam }) => api.listLicences({ params: { pid }, query: { cursor: pageParam } }),
      initialPageParam: first,
      getNextPageParam: nextOf,
    }),
  devices: (filter: { pid?: string | undefined; search?: string | undefined }) =>
    queryOptions({
      queryKey: ['devices', filter],
      queryFn: () => api.listDevices({ query: filter }),
      refetchInterval: 10_000,
    }),
  testers: () =>
    infiniteQueryOptions({
      queryKey: ['testers'],
      queryFn: ({ pageParam }) => api.listTesters({ query: { cursor: pageParam } }),
      initialPageParam: first,
      getNextPageParam: nextOf,
    }),
  apiKeys: () =>
    infiniteQueryOptions({
      queryKey: ['api-keys'],
      queryFn: ({ pageParam }) => api.listApiKeys({ query: { cursor: pageParam } }),
      initialPageParam: first,
      getNextPageParam: nextOf,
    }),
};
