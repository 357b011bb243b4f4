import type { DeviceId } from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';

export const ingestTokens = (deviceId: DeviceId) =>
  queryOptions({
    queryKey: ['ingest-tokens', deviceId],
    queryFn: async () => (await api.listIngestTokens({ params: { deviceId } })).items,
  });
