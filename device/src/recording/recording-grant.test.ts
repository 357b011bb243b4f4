import { days, hours, minutes, type RecordingGrant, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { memoryStorage, type Storage } from '../ports.ts';
import { heldClock } from '../testing/clock.ts';
import { keepPermissions } from './recording-grant.ts';

const clock = heldClock();
const grant = (change: Partial<RecordingGrant>): RecordingGrant => ({
  version: 1,
  recording: 'event',
  until: new Date(clock.wall() + days(30)).toISOString(),
  maxEventMs: 300_000,
  maxPreRecordMs: 10_000,
  minContinuousSegmentMs: 10_000,
  ...change,
});
const nothing = (version: number) => grant({ version, recording: 'none', until: null });

function kept(storage: Storage = memoryStorage(), deviceId = 'device00000000000001') {
  const told: (string | undefined)[] = [];
  let wake = (): void => {};
  const permissions = keepPermissions({
    ...{ deviceId, clock, storage, offset: () => 0 },
    onChange: (now) => {
      told.push(now?.recording);
      wake();
    },
  });
  return { permissions, told, change: () => new Promise<void>((resolve) => (wake = resolve)) };
}

test('a command that is older than the last one heard changes nothing', async () => {
  const { permissions, told } = kept();
  await permissions.hear(grant({ version: 3 }));
  await permissions.hear(nothing(2));
  expect(permissions.find()?.version).toBe(3);
  await permissions.hear(nothing(4));
  expect(permissions.find()).toBeUndefined();
  expect(told).toEqual(['event', undefined]);
});

test('an answer counts whatever its version, unless a newer command came while it was on its way', async () => {
  const { permissions } = kept();
  await permissions.hear(grant({ version: 9 }));
  await permissions.ask(async () => nothing(2)); // of a platform that was restored
  expect(permissions.find()).toBeUndefined();
  await permissions.ask(async () => {
    await permissions.hear(grant({ version: 4, recording: 'continuous' }));
    return nothing(3);
  });
  expect(permissions.find()?.recording).toBe('continuous');
  await permissions.ask(async () => undefined); // no line
  expect(permissions.find()?.recording).toBe('continuous');
});

test('what was granted outlives a restart, on the device that it was granted to', async () => {
  const storage = memoryStorage();
  await kept(storage).permissions.hear(grant({ version: 5 }));
  const after = kept(storage);
  await after.permissions.load();
  expect(after.permissions.find()?.version).toBe(5);
  expect(after.told).toEqual(['event']);
  const other = kept(storage, 'device00000000000002');
  await other.permissions.load();
  expect(other.permissions.find()).toBeUndefined();
});

test('it ends by itself when its time is over, without a line', async () => {
  const { permissions, told, change } = kept();
  await permissions.hear(grant({ until: new Date(clock.wall() + hours(1)).toISOString() }));
  const changed = change();
  for (let passed = 0; passed < hours(1); passed += minutes(5)) {
    clock.advance(minutes(5));
    await Promise.resolve();
  }
  await changed;
  expect(permissions.find()).toBeUndefined();
  expect(told).toEqual(['event', undefined]);
  permissions.stop();
});

test('once the platform has refused what it permits, it permits nothing until it comes again', async () => {
  const { permissions, told } = kept();
  await permissions.hear(grant({ version: 2 }));
  permissions.distrust();
  expect(permissions.find()).toBeUndefined();
  await permissions.hear(grant({ version: 2 }));
  expect(permissions.find()?.version).toBe(2);
  expect(told).toEqual(['event', undefined, 'event']);
  clock.advance(seconds(1));
});
