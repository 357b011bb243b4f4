import { accountEventsOf, accountEventsPath, refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { followAccount } from '../../control/accounts/follow-account.ts';
import { rightsOf } from '../../control/accounts/hear-rights.ts';
import type { ControlContext } from '../../control/context.ts';
import type { Authenticators } from '../kit/mount.ts';
import { mountStream, numbered } from '../sse.ts';

/** What an account's pages should read again, as it happens. */
export function mountAccountEvents(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker'>,
): void {
  mountStream(app, {
    path: accountEventsPath,
    caller: 'maker',
    operation: 'getSession',
    authenticate,
    rights: rightsOf(context),
    async open(caller, _params, query) {
      // A browser opens its line again by itself, as whoever is signed in by then.
      if (query.of !== undefined && query.of !== accountEventsOf(caller)) return refusal('not_signed_in');
      const devices = query.devices === 'true';
      return (_after, signal) => numbered(followAccount(context, caller, signal, { devices }));
    },
  });
}
