import { milliseconds, Region } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { silentLog } from '../../log.ts';
import { askBusyRegions, type RegionClient } from './ask-regions.ts';

const cn = Region.parse('cn');
const patience = milliseconds(5);
const never = new Promise<never>(() => {});

/** A region that answers whether it is there as `isThere` does. */
const regionThat = (isThere: () => Promise<object>) => ({
  log: silentLog,
  regions: new Map([[cn, { isThere } as unknown as RegionClient]]),
});

test('a region that is late is given the time while it answers that it is there, and whoever waits hears of it each time', async () => {
  const answer = Promise.withResolvers<string>();
  let [asked, heard] = [0, 0];
  const isEnough = (): void => {
    if (asked >= 3 && heard >= 3) answer.resolve('found');
  };
  const context = regionThat(async () => {
    asked += 1;
    isEnough();
    return {};
  });
  const onLate = async (): Promise<void> => {
    heard += 1;
    isEnough();
  };
  const answers = await askBusyRegions(context, () => answer.promise, { patience, onLate });
  expect(answers).toEqual({ given: [{ region: cn, answer: 'found' }], silent: [] });
});

test('an answer that comes before the one whether the region is there is taken', async () => {
  const answer = Promise.withResolvers<string>();
  const context = regionThat(() => {
    answer.resolve('found');
    return never;
  });
  const answers = await askBusyRegions(context, () => answer.promise, { patience });
  expect(answers).toEqual({ given: [{ region: cn, answer: 'found' }], silent: [] });
});

test('what whoever waits fails at is no region’s silence', async () => {
  const failing = () => Promise.reject(new Error('its own database is away'));
  const context = regionThat(async () => ({}));
  const asking = askBusyRegions(context, () => never, { patience, onLate: failing, longest: milliseconds(60_000) });
  await expect(asking).rejects.toThrow('its own database is away');
});

test('one that does not answer whether it is there is silent', async () => {
  const silent = { given: [], silent: [cn] };
  const longest = milliseconds(60_000);
  for (const isThere of [() => never, () => Promise.reject(new Error('connection refused'))])
    expect(await askBusyRegions(regionThat(isThere), () => never, { patience, longest })).toEqual(silent);
});

test('one that fails is silent without another word, and one that is there and never answers is not waited for without end', async () => {
  let asked = 0;
  const context = regionThat(async () => {
    asked += 1;
    return {};
  });
  const silent = { given: [], silent: [cn] };
  const failing = () => Promise.reject(new Error('its database is away'));
  expect(await askBusyRegions(context, failing)).toEqual(silent);
  expect(asked).toBe(0);
  const longest = milliseconds(40);
  expect(await askBusyRegions(context, () => never, { patience, longest })).toEqual(silent);
});

test('what a thousand ask in one moment stands in line: a region is asked so much at once, and first what was begun', async () => {
  let [underWay, highest] = [0, 0];
  const order: string[] = [];
  const release: (() => void)[] = [];
  const context = regionThat(async () => ({}));
  const ask = (name: string) => async () => {
    highest = Math.max(highest, ++underWay);
    order.push(name);
    await new Promise<void>((resolve) => release.push(resolve));
    underWay -= 1;
  };
  const all = Array.from({ length: 1000 }, () => askBusyRegions(context, ask('begins')));
  all.push(askBusyRegions(context, ask('goes on'), { goesOn: true }));
  while (order.length <= 1000) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const end of release.splice(0)) end();
  }
  for (const end of release) end();
  const answers = await Promise.all(all);
  expect(answers.every(({ silent }) => silent.length === 0)).toBe(true);
  expect(highest).toBeLessThan(100);
  expect(order.indexOf('goes on')).toBe(highest);
});

test('whether a region is there is asked by one for all who wait; where it is not, those in line are told so and never ask it', async () => {
  let [begun, looks] = [0, 0];
  const context = regionThat(() => {
    looks += 1;
    return never;
  });
  const ask = () => {
    begun += 1;
    return never;
  };
  const all = await Promise.all(Array.from({ length: 200 }, () => askBusyRegions(context, ask, { patience })));
  expect(all.every(({ silent }) => silent.length === 1)).toBe(true);
  expect(looks).toBe(1);
  expect(begun).toBeLessThan(100);
});
