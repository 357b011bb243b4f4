import { type AccountId, type DeviceId, type DeviceLogLine, seconds } from '@kaitong/contract';
import { gatherNews } from '../../store/gather-news.ts';
import type { RegionContext } from '../context.ts';
import { keepFollowed, lastLine, linesAfter } from '../device-log/list-device-log.ts';
import { DEVICE_LOGGED } from '../device-log/store-lines.ts';
import { findLogAccess } from './log-access.ts';

type Context = Pick<RegionContext, 'db' | 'notifications'>;
type Follower = { deviceId: DeviceId; accountId: AccountId };

/** Whoever begins sees what happened just before. */
const BEFORE = 20;
const RENEW_EVERY = seconds(20);
const MOST_AT_ONCE = 500;

/**
 * Lines of a device's log from after `after` on, or from a little before now, as they are written, until `signal` aborts or
 * the account may not read them any more: asked before every page.
 */
export async function* followLog(
  { db, notifications }: Context,
  { deviceId, accountId }: Follower,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<DeviceLogLine[]> {
  const listen = (add: (news: 'lines') => void) =>
    notifications.on(DEVICE_LOGGED, (id) => {
      if (id === undefined || id === deviceId) add('lines');
    });
  let known = after;
  let renewed = Number.NEGATIVE_INFINITY;
  for await (const _ of gatherNews('lines', listen, signal)) {
    if (!(await findLogAccess(db, deviceId, accountId))?.whole) return;
    if (performance.now() - renewed > RENEW_EVERY) {
      await keepFollowed(db, deviceId);
      renewed = performance.now();
    }
    if (known === 0) known = Math.max(0, (await lastLine(db, deviceId)) - BEFORE);
    for (;;) {
      const lines = await linesAfter(db, deviceId, known, MOST_AT_ONCE);
      known = lines.at(-1)?.n ?? known;
      yield lines;
      if (lines.length < MOST_AT_ONCE) break;
    }
  }
}
