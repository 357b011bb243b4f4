import { type DeviceId, type OwnerDevice, ProblemError, problems } from '@kaitong/contract';
import { infiniteQueryOptions, MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { codeOf } from '../api/explain.ts';
import { api } from './api.ts';

/** An outage may pass; a refusal stays, unless the catalogue says that the same request may succeed later. */
function mayRetry(failures: number, error: Error): boolean {
  if (failures >= 1) return false;
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
    defaultOptions: {
      // Without a network the calls fail at once and say so; waiting for it silently would look like slowness.
      queries: { retry: mayRetry, retryDelay: 500, networkMode: 'always', refetchOnReconnect: true },
      mutations: { networkMode: 'always' },
    },
  });
}

const first = undefined as string | undefined; // an annotation would be narrowed to `undefined`

/** What pages read. Nothing is fresh for long: what changed at the server is there at the next look. */
export const queries = {
  owner: () => queryOptions({ queryKey: ['owner'], queryFn: () => api.getOwner({}), staleTime: 60_000 }),
  devices: () => queryOptions({ queryKey: ['devices'], queryFn: async () => (await api.listDevices({})).items }),
  device: (deviceId: string) =>
    queryOptions({
      queryKey: ['devices', deviceId],
      queryFn: () => api.getDevice({ params: { deviceId: deviceId as DeviceId } }),
    }),
  testerLinks: () =>
    queryOptions({ queryKey: ['tester-links'], queryFn: async () => (await api.listTesterLinks({})).items }),
  notices: () =>
    infiniteQueryOptions({
      queryKey: ['notices'],
      queryFn: ({ pageParam }) => api.listNotices({ query: pageParam === undefined ? {} : { cursor: pageParam } }),
      initialPageParam: first,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
};

/** Shows what an answer said about a device wherever it is shown. */
export function keepDevice(client: QueryClient, device: OwnerDevice): void {
  client.setQueryData(queries.device(device.deviceId).queryKey, device);
  client.setQueryData(queries.devices().queryKey, (devices) =>
    devices?.map((one) => (one.deviceId === device.deviceId ? device : one)),
  );
}
