import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceId, type DeviceNews, type OwnerEvent, seconds } from '@kaitong/contract';
import { keepAwaited } from '../../store/awaited-news.ts';
import { gatherNews } from '../../store/gather-news.ts';
import type { RegionContext } from '../context.ts';
import { ALL_DEVICES, changedDevice, OWNER_NEWS, ownerName } from '../news/tell-owner.ts';

type Context = Pick<RegionContext, 'db' | 'notifications'>;

/** After each piece of news: thousands of cameras that come back at once are a few questions to the database. */
const GAP = seconds(1);

/**
 * Products whose devices change as makers see them, as it happens, until `signal` aborts. It is read off what owners are
 * told anyway, so that it costs nothing while nobody follows.
 */
export async function* followDevices(context: Context, signal: AbortSignal): AsyncGenerator<DeviceNews[]> {
  for await (const deviceIds of gatherNews<DeviceId | null>(null, (add) => listen(context, add), signal)) {
    yield await productsOf(context, deviceIds);
    if (deviceIds.length > 0) await sleep(GAP, undefined, { signal }).catch(() => {});
  }
}

async function listen(context: Context, add: (deviceId: DeviceId | null) => void): Promise<() => void> {
  const off = context.notifications.on(OWNER_NEWS, (payload) => {
    if (payload === undefined) return add(null);
    const deviceId = changedDevice(JSON.parse(payload.slice(payload.indexOf(' ') + 1)) as OwnerEvent);
    if (deviceId !== null) add(deviceId);
  });
  const leave = await keepAwaited(context, [ownerName(ALL_DEVICES)], () => add(null));
  return () => {
    off();
    leave();
  };
}

async function productsOf({ db }: Context, news: readonly (DeviceId | null)[]): Promise<DeviceNews[]> {
  const deviceIds = news.filter((deviceId) => deviceId !== null);
  if (deviceIds.length < news.length) return [{ pid: null }];
  if (deviceIds.length === 0) return [];
  const rows = await db.selectFrom('device').select('pid').distinct().where('device_id', 'in', deviceIds).execute();
  return rows;
}
