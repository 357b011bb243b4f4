import { setTimeout as sleep } from 'node:timers/promises';
import { type DeviceNews, type OwnerEvent, seconds } from '@kaitong/contract';
import { gatherNews } from '../../store/gather-news.ts';
import type { RegionContext } from '../context.ts';
import { OWNER_NEWS } from '../news/tell-owner.ts';

type Context = Pick<RegionContext, 'db' | 'notifications'>;

/** After each piece of news: thousands of cameras that come back at once are a few questions to the database. */
const GAP = seconds(1);
const TELLING: readonly OwnerEvent['type'][] = ['devices.changed', 'pairing.finished'];

/**
 * Products whose devices change as makers see them, as it happens, until `signal` aborts. It is read off what owners are
 * told anyway, so that it costs nothing while nobody follows.
 */
export async function* followDevices(context: Context, signal: AbortSignal): AsyncGenerator<DeviceNews[]> {
  for await (const deviceIds of gatherNews<string | null>(null, (add) => listen(context, add), signal)) {
    yield await productsOf(context, deviceIds);
    if (deviceIds.length > 0) await sleep(GAP, undefined, { signal }).catch(() => {});
  }
}

const listen = ({ notifications }: Context, add: (deviceId: string | null) => void): (() => void) =>
  notifications.on(OWNER_NEWS, (payload) => {
    if (payload === undefined) return add(null);
    const { type, deviceId } = JSON.parse(payload.slice(payload.indexOf(' ') + 1)) as OwnerEvent;
    if (deviceId !== null && TELLING.includes(type)) add(deviceId);
  });

async function productsOf({ db }: Context, deviceIds: readonly (string | null)[]): Promise<DeviceNews[]> {
  if (deviceIds.length === 0) return [];
  if (deviceIds.includes(null)) return [{ pid: null }];
  const rows = await db
    .selectFrom('device')
    .select('pid')
    .distinct()
    .where('device_id', 'in', deviceIds as readonly string[])
    .execute();
  return rows.map(({ pid }) => ({ pid: pid as DeviceNews['pid'] }));
}
