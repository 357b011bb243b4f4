import { STORAGE_FULL, STORAGE_HEADER } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { RegionContext } from '../region/context.ts';

/** What answers say of storage: of a region's API its own, of everything else whether any region's is full. */
export type StorageNews = {
  regions: readonly Pick<RegionContext, 'region' | 'space'>[];
  /** Of the database, and of regions that other processes play. */
  isFullElsewhere(): boolean;
};

/** While nothing can be stored every answer says so. */
export function tellStorage(app: FastifyInstance, { regions, isFullElsewhere }: StorageNews): void {
  app.addHook('onRequest', async ({ url }, reply) => {
    const own = regions.find(({ region }) => url.startsWith(`/${region}/`));
    const isFull = own
      ? own.space.last().isFull
      : isFullElsewhere() || regions.some(({ space }) => space.last().isFull);
    if (isFull) reply.header(STORAGE_HEADER, STORAGE_FULL);
  });
}
