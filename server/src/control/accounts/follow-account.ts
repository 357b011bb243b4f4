import type { AccountEvent } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { keepAwaited } from '../../store/awaited-news.ts';
import { gatherNews } from '../../store/gather-news.ts';
import type { ControlContext } from '../context.ts';
import { hearDevices } from '../products/hear-devices.ts';
import { ACCOUNT_NEWS, type Audience, accountName, EVERYBODY, OPERATORS } from './tell-account.ts';

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
  const audiences: Audience[] = [accountId, EVERYBODY];
  if (kind === 'operator') audiences.push(OPERATORS);
  async function listen(add: (event: AccountEvent) => void): Promise<() => void> {
    const off = context.notifications.on(ACCOUNT_NEWS, (payload) => {
      if (payload === undefined) return add(EVERYTHING);
      const [name = '', type] = payload.split(' ');
      if (audiences.some((audience) => audience === name)) add({ type: type as AccountEvent['type'] });
    });
    const leave = await keepAwaited(context, audiences.map(accountName), () => add(EVERYTHING));
    const offDevices = devices ? hearDevices(context, { accountId }, () => add(DEVICES)) : undefined;
    return () => {
      off();
      leave();
      offDevices?.();
    };
  }
  return gatherNews(EVERYTHING, listen, signal);
}
