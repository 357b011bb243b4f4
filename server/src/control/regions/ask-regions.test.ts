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
