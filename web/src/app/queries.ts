import { type DeviceId, type OwnerDevice, ProblemError, problems } from '@kaitong/contract';
import { infiniteQueryOptions, MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { codeOf } from '../api/code-of.ts';
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

const DELETION = 'deletion';
/** The receipt of a deletion, under its token. */
export const deletionKey = (token: string) => [DELETION, token];

/** What was read for whoever was signed in. A receipt is nobody's, and its page may be reading it. */
export function forgetOwner(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== DELETION });
  client.getMutationCache().clear();
}

const first = undefined as string | undefined; // an annotation would be narrowed to `undefined`

/** What pages read. Nothing is fresh for long: what changed at the server is there at the next look. */
export const queries = {
  owner: () => queryOptions({ queryKey: ['owner'], queryFn: () => api.getOwner({}), staleTime: 60_000 }),
  devices: () =>
    infiniteQueryOptions({
      queryKey: ['devices'],
      queryFn: ({ pageParam }) =>
        api.listDevices({ query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) } }),
      initialPageParam: first,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  /** Cameras of others, beside the caller's own: whatever changes of devices concerns these too. */
  sharedCameras: () =>
    queryOptions({
      queryKey: ['devices', 'shared'],
      queryFn: async () => {
        const { householdApi } = await import('./household/household-api.ts');
        return (await householdApi.listSharedCameras({})).items;
      },
    }),
  lastPictures: () =>
    queryOptions({
      queryKey: ['footage', 'pictures'],
      queryFn: async () => new Map((await api.listLastPictures({})).items.map((event) => [event.deviceId, event])),
    }),
  support: (deviceId: string) =>
    queryOptions({
      queryKey: ['devices', deviceId, 'support'],
      queryFn: () => api.getSupport({ params: { deviceId: deviceId as DeviceId } }),
    }),
  device: (deviceId: string) =>
    queryOptions({
      queryKey: ['devices', deviceId],
      queryFn: () => api.getDevice({ params: { deviceId: deviceId as DeviceId } }),
    }),
  testerLinks: () =>
    queryOptions({ queryKey: ['tester-links'], queryFn: async () => (await api.listTesterLinks({})).items }),
  loginSessions: () =>
    queryOptions({ queryKey: ['login-sessions'], queryFn: async () => (await api.listSessions({})).items }),
  passkeys: () => queryOptions({ queryKey: ['passkeys'], queryFn: () => api.listPasskeys({}) }),
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
  changeListed(client, (items) => items.map((one) => (one.deviceId === device.deviceId ? device : one)));
}

/** Takes a device out of what was read of the list. */
export function dropDevice(client: QueryClient, deviceId: DeviceId): void {
  changeListed(client, (items) => items.filter((one) => one.deviceId !== deviceId));
}

function changeListed(client: QueryClient, change: (items: OwnerDevice[]) => OwnerDevice[]): void {
  client.setQueryData(
    queries.devices().queryKey,
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: change(page.items), former: change(page.former) })),
      },
  );
}

/** A device as the list had it, as far as that was read. */
export const findListed = (client: QueryClient, deviceId: string): OwnerDevice | undefined =>
  client
    .getQueryData(queries.devices().queryKey)
    ?.pages.flatMap(({ items, former }) => [...items, ...former])
    .find((one) => one.deviceId === (deviceId as DeviceId));
