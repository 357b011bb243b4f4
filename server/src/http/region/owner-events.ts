import { ownerEventsPath, refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { RegionContext } from '../../region/context.ts';
import { followOwner } from '../../region/news/follow-owner.ts';
import type { Authenticators } from '../kit/mount.ts';
import { mountStream, numbered } from '../sse.ts';

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
    async open({ ownerId }, _params, query) {
      // A browser opens its line again by itself, as whoever is signed in by then.
      if (query.of !== undefined && query.of !== ownerId) return refusal('not_signed_in');
      return (_after, signal) => numbered(followOwner(context, ownerId, signal));
    },
  });
}
