import type { app, DeviceId, EventId, Input } from '@kaitong/contract';
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';
import type { Span } from './day/days.ts';

type Filter = Pick<NonNullable<Input<typeof app.listEvents>['query']>, 'type' | 'unread'>;

const first = undefined as string | undefined; // an annotation would be narrowed to `undefined`
const ofDevice = (deviceId: string) => ['footage', deviceId] as const;
const params = (deviceId: string) => ({ deviceId: deviceId as DeviceId });

const readHours = async (deviceId: string, span: Span) =>
  (await api.getCalendar({ params: params(deviceId), query: span })).hours;

/** What the footage pages read of a device. */
export const footageQueries = {
  ofDevice,
  calendar: (deviceId: string, span: Span) =>
    queryOptions({
      queryKey: [...ofDevice(deviceId), 'calendar', span.from, span.to],
      queryFn: () => readHours(deviceId, span),
    }),
  /** The same by another name: sums of a month are not read again whenever a camera has sent some seconds more. */
  storage: (deviceId: string, span: Span) =>
    queryOptions({
      queryKey: ['storage', deviceId, span.from, span.to],
      queryFn: () => readHours(deviceId, span),
    }),
  timeline: (deviceId: string, span: Span, filter: Filter) =>
    queryOptions({
      queryKey: [...ofDevice(deviceId), 'timeline', span.from, filter],
      queryFn: async () => (await api.getTimeline({ params: params(deviceId), query: { ...span, ...filter } })).spans,
    }),
  events: (deviceId: string, span: Span, filter: Filter) =>
    infiniteQueryOptions({
      queryKey: [...ofDevice(deviceId), 'events', span.from, filter],
      queryFn: ({ pageParam }) =>
        api.listEvents({
          params: params(deviceId),
          query: { ...span, ...filter, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        }),
      initialPageParam: first,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  event: (deviceId: string, eventId: string) =>
    queryOptions({
      queryKey: [...ofDevice(deviceId), 'event', eventId],
      queryFn: () => api.getEvent({ params: { ...params(deviceId), eventId: eventId as EventId } }),
    }),
  newest: () =>
    infiniteQueryOptions({
      queryKey: ['footage', 'newest'],
      queryFn: ({ pageParam }) =>
        api.listNewestEvents({ query: { limit: 10, ...(pageParam === undefined ? {} : { cursor: pageParam }) } }),
      initialPageParam: first,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  latest: (deviceId: string) =>
    queryOptions({
      queryKey: [...ofDevice(deviceId), 'latest'],
      queryFn: async () => (await api.listEvents({ params: params(deviceId), query: { limit: 1 } })).items[0] ?? null,
    }),
  shares: () =>
    infiniteQueryOptions({
      queryKey: ['shares'],
      queryFn: ({ pageParam }) => api.listShares({ query: pageParam === undefined ? {} : { cursor: pageParam } }),
      initialPageParam: first,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
};

/** Reads everything that is shown of a device's footage anew. */
export const refreshFootage = (client: QueryClient, deviceId: string): Promise<void> =>
  client.invalidateQueries({ queryKey: ofDevice(deviceId) });
