import { accountEventsPath } from '@kaitong/contract';
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
      const devices = query.devices === 'true';
      return (_after, signal) => numbered(followAccount(context, caller, signal, { devices }));
    },
  });
}
