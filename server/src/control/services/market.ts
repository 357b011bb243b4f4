import type { ServiceCategory, ServiceId } from '@kaitong/contract';
import type { z } from 'zod';

export type MarketService = {
  id: ServiceId;
  category: z.output<typeof ServiceCategory>;
  hot: boolean;
  /** False: shown, but this platform does not have it. */
  available: boolean;
};

/** The service market's shelves. Names and descriptions are texts of the pages. */
export const market: readonly MarketService[] = [
  { id: 'video-cloud-storage', category: 'camera', hot: false, available: true },
  { id: 'ipc-streaming', category: 'camera', hot: true, available: false },
];

export const isAvailable = (id: ServiceId): boolean => market.some((service) => service.id === id && service.available);
