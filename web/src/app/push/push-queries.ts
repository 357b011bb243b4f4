import type { DeviceId } from '@kaitong/contract';
import { queryOptions } from '@tanstack/react-query';
import { pushApi } from './push-api.ts';

export const ingestTokens = (deviceId: DeviceId) =>
  queryOptions({
    queryKey: ['ingest-tokens', deviceId],
    queryFn: async () => (await pushApi.listIngestTokens({ params: { deviceId } })).items,
  });
