import { Region } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import { silentLog } from '../../log.ts';
import { openSeller, type Seller } from '../billing/testing/seller.ts';
import { type DeviceFeed, type FollowRegion, openDeviceFeed } from './device-feed.ts';
import { hearDevices } from './hear-devices.ts';

/** A region that says what a test puts in; `open` are the streams that are read from it. */
function fakeRegion() {
  let open = 0;
  let say: (page: unknown[] | 'end') => void = () => {};
  let changed = Promise.withResolvers<void>();
  const move = (by: number) => {
    open += by;
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const follow: FollowRegion = async function* (_path, signal) {
    move(1);
    try {
      for (;;) {
        const said = Promise.withResolvers<unknown[] | 'end'>();
        say = said.resolve;
        signal.addEventListener('abort', () => said.resolve('end'), { once: true });
        const page = await said.promise;
        if (page === 'end') return;
        yield page;
      }
    } finally {
      move(-1);
    }
  };
  return {
    follow,
    say: (page: unknown[] | 'end') => say(page),
    async opens(streams: number): Promise<void> {
      while (open !== streams) await changed.promise;
    },
  };
}

const [cn, eu] = [fakeRegion(), fakeRegion()];
const feed: DeviceFeed = openDeviceFeed(
  new Map([
    [Region.parse('cn'), cn.follow],
    [Region.parse('eu'), eu.follow],
  ]),
  silentLog,
);

/** What a listener is told next. */
function listen() {
  const heard: (readonly string[] | undefined)[] = [];
  let wake = (): void => {};
  const off = feed.on((pids) => {
    heard.push(pids);
    wake();
  });
  return {
    off,
    async next(): Promise<readonly string[] | undefined> {
      while (heard.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return heard.shift();
    },
  };
}

const pid = (n: number): string => `p${String(n).padStart(15, '0')}`;

test('regions are followed while anybody listens, once for all who do', async () => {
  const [first, second] = [listen(), listen()];
  await Promise.all([cn.opens(1), eu.opens(1)]);
  cn.say([{ pid: pid(1) }, { pid: pid(2) }]);
  expect(await first.next()).toEqual([pid(1), pid(2)]);
  expect(await second.next()).toEqual([pid(1), pid(2)]);
  first.off();
  eu.say([{ pid: null }]);
  expect(await second.next()).toBeUndefined();
  second.off();
  await Promise.all([cn.opens(0), eu.opens(0)]);
});

test('a region that breaks off is news, since its list may be another now, and it is tried again', async () => {
  const listener = listen();
  await Promise.all([cn.opens(1), eu.opens(1)]);
  cn.say('end');
  expect(await listener.next()).toBeUndefined();
  await cn.opens(0);
  await cn.opens(1);
  cn.say([{ pid: pid(3) }]);
  expect(await listener.next()).toEqual([pid(3)]);
  listener.off();
  await Promise.all([cn.opens(0), eu.opens(0)]);
});

describe('an account', () => {
  let rig: ControlRig;
  let owner: Seller;
  let stranger: Seller;
  beforeAll(async () => {
    rig = await startControl();
    owner = await openSeller(rig, 'owner');
    stranger = await openSeller(rig, 'stranger');
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  const hear = (account: Seller) => {
    const heard = Promise.withResolvers<string>();
    const off = hearDevices({ db: rig.context.db, deviceFeed: feed }, account, () => heard.resolve(account.pid));
    return { off, heard: heard.promise };
  };

  test('hears of devices of its own products, and not of anybody else’s', async () => {
    const [own, other] = [hear(owner), hear(stranger)];
    await cn.opens(1);
    cn.say([{ pid: owner.pid }]);
    expect(await Promise.race([own.heard, other.heard])).toBe(owner.pid);
    eu.say([{ pid: stranger.pid }]);
    expect(await other.heard).toBe(stranger.pid);
    own.off();
    other.off();
    await cn.opens(0);
  });
});
