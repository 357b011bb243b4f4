import { ownerEventsPath } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { RegionContext } from '../../region/context.ts';
import { followOwner } from '../../region/owners/follow-owner.ts';
import type { Authenticators } from '../kit/mount.ts';
import { mountStream } from '../sse.ts';

/** What an owner's pages should read again, as it happens. */
export function mountOwnerEvents(
  app: FastifyInstance,
  context: RegionContext,
  { prefix, authenticate }: { prefix: string; authenticate: Pick<Authenticators, 'owner'> },
): void {
  mountStream(app, {
    path: prefix + ownerEventsPath,
    caller: 'owner',
    authenticate,
    async open({ ownerId }) {
      return async function* (_after, signal) {
        let id = 0; // every stream begins with everything, so there is nothing to resume after
        for await (const events of followOwner(context, ownerId, signal))
          yield events.map((data) => ({ id: ++id, data }));
      };
    },
  });
}
