import type { ServiceCategory, ServiceId } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { ControlTables } from '../../store/control/tables.ts';

export type MarketService = {
  id: ServiceId;
  category: z.output<typeof ServiceCategory>;
  hot: boolean;
  /** False: shown, but this platform does not have it. */
  available: boolean;
};

/** The service market's shelves. Names and descriptions are texts of the pages. */
const market: readonly MarketService[] = [
  { id: 'video-cloud-storage', category: 'camera', hot: false, available: true },
  { id: 'ipc-streaming', category: 'camera', hot: true, available: false },
];

export const isAvailable = (id: ServiceId): boolean => market.some((service) => service.id === id && service.available);

/** The shelves as the operator arranged them. `listed`: shown to makers that do not hold the service. */
export async function readMarket(db: Kysely<ControlTables>): Promise<(MarketService & { listed: boolean })[]> {
  const settings = await db.selectFrom('service_setting').selectAll().execute();
  return market.map((service) => {
    const setting = settings.find((one) => one.service_id === service.id);
    return { ...service, hot: setting?.hot ?? service.hot, listed: setting?.listed ?? true };
  });
}
