import type { DeviceId } from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import type { Span } from './day/days.ts';
import { footageQueries } from './footage-queries.ts';
import { takingApi } from './taking-api.ts';

const LONGEST_SILENCE_MS = 15_000;

/** What the pages read before footage is taken along, and while it is. */
export const takingQueries = {
  cut: (deviceId: string, span: Span) =>
    queryOptions({
      queryKey: [...footageQueries.ofDevice(deviceId), 'cut', span.from, span.to],
      queryFn: () => takingApi.getCut({ params: { deviceId: deviceId as DeviceId }, query: span }),
    }),
  /** What an export of these days would hold, of all where none are named. */
  exportSize: (span: Partial<Span>) =>
    queryOptions({
      queryKey: ['export-size', span.from, span.to],
      queryFn: async () => (await takingApi.getExportSize({ query: span })).cameras,
    }),
  /** What of its quota a camera keeps; by a name of its own, as it is read while footage comes. */
  kept: (deviceId: string) =>
    queryOptions({
      queryKey: ['kept', deviceId],
      queryFn: () => takingApi.getKept({ params: { deviceId: deviceId as DeviceId } }),
    }),
  downloads: () =>
    queryOptions({
      queryKey: ['downloads'],
      queryFn: async () => (await takingApi.listDownloads({})).items,
      // Of a server that was killed while it sent, nothing tells that it sends no more.
      refetchInterval: ({ state }) => state.data?.some(({ state: how }) => how === 'sending') && LONGEST_SILENCE_MS,
    }),
};
