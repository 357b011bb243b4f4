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

test('a region that is late is given the time while it answers that it is there, and each time whoever waits hears of it', async () => {
  const answer = Promise.withResolvers<string>();
  let asked = 0;
  const heard: number[] = [];
  const context = regionThat(async () => {
    asked += 1;
    return {};
  });
  const onLate = async (): Promise<void> => {
    heard.push(asked);
    if (asked === 3) answer.resolve('found');
  };
  const answers = await askBusyRegions(context, () => answer.promise, { patience, onLate });
  expect(answers).toEqual({ given: [{ region: cn, answer: 'found' }], silent: [] });
  expect(heard.slice(0, 3)).toEqual([1, 2, 3]);
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
