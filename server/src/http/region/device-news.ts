import { deviceNewsPath } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { RegionContext } from '../../region/context.ts';
import { followDevices } from '../../region/products/follow-devices.ts';
import type { Authenticators } from '../kit/mount.ts';
import { mountStream, numbered } from '../sse.ts';

/** Products whose devices change, for control while somebody there looks at devices. */
export function mountDeviceNews(
  app: FastifyInstance,
  context: RegionContext,
  { prefix, authenticate }: { prefix: string; authenticate: Pick<Authenticators, 'plane'> },
): void {
  mountStream(app, {
    path: prefix + deviceNewsPath,
    caller: 'plane',
    authenticate,
    async open() {
      return (_after, signal) => numbered(followDevices(context, signal));
    },
  });
}
