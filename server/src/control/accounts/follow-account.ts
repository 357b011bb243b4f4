import type { AccountEvent } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { gatherNews } from '../../store/gather-news.ts';
import type { ControlContext } from '../context.ts';
import { ACCOUNT_NEWS, EVERYBODY, OPERATORS } from './tell-account.ts';

const EVERYTHING: AccountEvent = { type: 'everything.changed' };

/** What an account's pages should read again, as it happens, until `signal` aborts. */
export function followAccount(
  { notifications }: Pick<ControlContext, 'notifications'>,
  { accountId, kind }: Pick<MakerCaller, 'accountId' | 'kind'>,
  signal: AbortSignal,
): AsyncGenerator<AccountEvent[]> {
  const names = [accountId, EVERYBODY, ...(kind === 'operator' ? [OPERATORS] : [])];
  const listen = (add: (event: AccountEvent) => void): (() => void) =>
    notifications.on(ACCOUNT_NEWS, (payload) => {
      if (payload === undefined) return add(EVERYTHING);
      const [name = '', type] = payload.split(' ');
      if (names.includes(name)) add({ type: type as AccountEvent['type'] });
    });
  return gatherNews(EVERYTHING, listen, signal);
}
