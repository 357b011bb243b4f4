import type { AccountEvent } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { gatherNews } from '../../store/gather-news.ts';
import type { ControlContext } from '../context.ts';
import { hearDevices } from '../products/hear-devices.ts';
import { ACCOUNT_NEWS, EVERYBODY, OPERATORS } from './tell-account.ts';

const EVERYTHING: AccountEvent = { type: 'everything.changed' };
const DEVICES: AccountEvent = { type: 'devices.changed' };

type Context = Pick<ControlContext, 'db' | 'notifications' | 'deviceFeed'>;
type Follower = Pick<MakerCaller, 'accountId' | 'kind'>;

/**
 * What an account's pages should read again, as it happens, until `signal` aborts; with `devices` also of the devices in
 * all regions.
 */
export function followAccount(
  context: Context,
  { accountId, kind }: Follower,
  signal: AbortSignal,
  { devices = false } = {},
): AsyncGenerator<AccountEvent[]> {
  const names = [accountId, EVERYBODY, ...(kind === 'operator' ? [OPERATORS] : [])];
  function listen(add: (event: AccountEvent) => void): () => void {
    const off = context.notifications.on(ACCOUNT_NEWS, (payload) => {
      if (payload === undefined) return add(EVERYTHING);
      const [name = '', type] = payload.split(' ');
      if (names.includes(name)) add({ type: type as AccountEvent['type'] });
    });
    const offDevices = devices ? hearDevices(context, { accountId }, () => add(DEVICES)) : undefined;
    return () => {
      off();
      offDevices?.();
    };
  }
  return gatherNews(EVERYTHING, listen, signal);
}
