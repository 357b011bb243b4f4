import type { PublishedCatalogue } from '@kaitong/contract';
import { startTestDatabase } from '../../store/testing.ts';
import { type ControlPeer, startControlPeer } from './control-peer.ts';
import { openTestRegion, type TestRegion } from './region.ts';
import { CATALOGUE } from './shop.ts';

export type Shop = AsyncDisposable & { control: ControlPeer; region: TestRegion };

/** A region of its own that sells the catalogue, and the control plane that its books go to. */
export async function openShop(catalogue: PublishedCatalogue = CATALOGUE): Promise<Shop> {
  const server = await startTestDatabase();
  const control = await startControlPeer();
  const region = await openTestRegion(server, { runs: true, control: control.clientOf('cn') });
  await region.plane.publishCatalogue({ body: catalogue });
  return {
    control,
    region,
    async [Symbol.asyncDispose]() {
      await region.close();
      await control.goAway();
      await server[Symbol.asyncDispose]();
    },
  };
}
