import { setTimeout as sleep } from 'node:timers/promises';
import { DeviceNews, deviceNewsPath, type Pid, type Region, seconds } from '@kaitong/contract';
import type { Log } from '../../log.ts';

/** How soon a region that broke off is tried again. */
const RETRY = seconds(2);

/** Reads a stream of a region until it ends or `signal` aborts; throws on outages. */
export type FollowRegion = (path: string, signal: AbortSignal) => AsyncIterable<readonly unknown[]>;
/** `undefined`: devices of any product may have changed. */
export type DeviceListener = (pids: readonly Pid[] | undefined) => void;

export type DeviceFeed = {
  /** Calls `listener` with products whose devices changed in a region, until the returned function is called. */
  on(listener: DeviceListener): () => void;
};

/**
 * What happens to devices in all regions. There is one stream from each region while anybody in this process listens,
 * however many they are, and none while nobody does.
 */
export function openDeviceFeed(regions: ReadonlyMap<Region, FollowRegion>, log: Log): DeviceFeed {
  const listeners = new Set<DeviceListener>();
  const tell: DeviceListener = (pids) => {
    for (const listener of listeners) listener(pids);
  };
  let following: AbortController | undefined;

  async function follow(region: Region, read: FollowRegion, signal: AbortSignal): Promise<void> {
    for (let isHeard = true; !signal.aborted; ) {
      try {
        for await (const page of read(deviceNewsPath, signal)) {
          isHeard = true;
          tellPage(page);
        }
      } catch (err) {
        if (signal.aborted) return;
        // Said once: the list itself names a region that does not answer.
        if (isHeard) log.warn({ err, region }, 'region.device_news_lost');
      }
      if (isHeard && !signal.aborted) tell(undefined);
      isHeard = false;
      await sleep(RETRY, undefined, { signal }).catch(() => {});
    }
  }

  function tellPage(page: readonly unknown[]): void {
    const pids = page.map((data) => DeviceNews.parse(data).pid);
    if (pids.length > 0) tell(pids.includes(null) ? undefined : pids.filter((pid) => pid !== null));
  }

  return {
    on(listener) {
      listeners.add(listener);
      if (!following) {
        following = new AbortController();
        for (const [region, read] of regions) void follow(region, read, following.signal);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        following?.abort();
        following = undefined;
      };
    },
  };
}
