import type { OwnerDevice } from '@kaitong/contract';
import type { QueryClient } from '@tanstack/react-query';
import { queries } from '../queries.ts';

/** A camera as the home has listed it: what was read there need not be waited for again. */
export function listedDevice(client: QueryClient, deviceId: string): OwnerDevice | undefined {
  const { pages = [] } = client.getQueryData(queries.devices().queryKey) ?? {};
  const own = pages.flatMap(({ items, former }) => [...items, ...former]);
  const shared = client.getQueryData(queries.sharedCameras().queryKey) ?? [];
  return [...own, ...shared].find((device) => device.deviceId === deviceId);
}
