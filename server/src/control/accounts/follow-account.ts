import type { AccountEvent } from '@kaitong/contract';
import { gatherNews } from '../../store/gather-news.ts';
import type { ControlContext } from '../context.ts';
import { ACCOUNT_NEWS } from './tell-account.ts';

const EVERYTHING: AccountEvent = { type: 'everything.changed' };

/** What an account's pages should read again, as it happens, until `signal` aborts. */
export function followAccount(
  { notifications }: Pick<ControlContext, 'notifications'>,
  accountId: string,
  signal: AbortSignal,
): AsyncGenerator<AccountEvent[]> {
  const listen = (add: (event: AccountEvent) => void): (() => void) =>
    notifications.on(ACCOUNT_NEWS, (payload) => {
      if (payload === undefined) return add(EVERYTHING);
      const [id, type] = payload.split(' ');
      if (id === accountId) add({ type: type as AccountEvent['type'] });
    });
  return gatherNews(EVERYTHING, listen, signal);
}
