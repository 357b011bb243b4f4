import { type Duration, days, hours } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, pairSubscribed, record } from '../testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const short = { clip: { ...clips.ts, pieces: clips.ts.pieces.slice(0, 1) } };
type Query = Parameters<Phone['listNewestEvents']>[0]['query'];
const found = async (phone: Phone, query: Query = {}) =>
  (await phone.listNewestEvents({ query })).items.map(({ eventId }) => eventId);

/** An owner with two cameras and events of some days. */
async function openHome(name: string) {
  const phone = await signUp(region, name);
  const [door, yard] = [await pairSubscribed(region, phone), await pairSubscribed(region, phone)];
  const of = async (unit: typeof door, age: Duration, type: 'motion' | 'person' | 'continuous' = 'motion') =>
    (await record(region, unit, { ...short, age, type })).eventId;
  return {
    ...{ phone, door, yard },
    new: await of(door, hours(1), 'person'),
    yesterday: await of(yard, hours(26), 'person'),
    old: await of(door, days(5)),
    hour: await of(door, days(2), 'continuous'),
  };
}

test('what happened is found by kind, time and camera, in all of them together', async () => {
  const home = await openHome('li');
  const { phone, door, yard } = home;
  const ago = (ms: number) => new Date(region.clock.now().getTime() - ms).toISOString();
  expect(await found(phone)).toEqual([home.new, home.yesterday, home.old]);
  expect(await found(phone, { type: 'person' })).toEqual([home.new, home.yesterday]);
  expect(await found(phone, { deviceId: yard.deviceId })).toEqual([home.yesterday]);
  expect(await found(phone, { from: ago(days(6)), to: ago(hours(25)) })).toEqual([home.yesterday, home.old]);
  expect(await found(phone, { from: ago(days(2)), type: 'motion' })).toEqual([]);
  expect(await found(phone, { type: 'continuous', deviceId: door.deviceId })).toEqual([home.hour]);
  const first = await phone.listNewestEvents({ query: { limit: 1, deviceId: door.deviceId } });
  expect(await found(phone, { deviceId: door.deviceId, cursor: first.next ?? '' })).toEqual([home.old]);
});

test('favourites are found among all others, of continuous footage too, until they are none any more', async () => {
  const home = await openHome('zhao');
  const { phone, door, yard } = home;
  const mark = (deviceId: typeof door.deviceId, eventIds: (typeof home.new)[], favourite: boolean) =>
    phone.markFavourites({ params: { deviceId }, body: { eventIds, favourite } });
  expect(await mark(door.deviceId, [home.old, home.hour], true)).toEqual({ changed: 2 });
  expect(await mark(door.deviceId, [home.old], true)).toEqual({ changed: 0 });
  // Those of another camera are not there.
  expect(await mark(yard.deviceId, [home.new, home.yesterday], true)).toEqual({ changed: 1 });
  expect(await found(phone, { favourite: 'true' })).toEqual([home.yesterday, home.hour, home.old]);
  expect(await found(phone, { favourite: 'false' })).toEqual([home.new]);
  const { items } = await phone.listEvents({ params: door, query: { favourite: 'true' } });
  expect(items.map(({ eventId, favourite }) => ({ eventId, favourite }))).toEqual([
    { eventId: home.hour, favourite: true },
    { eventId: home.old, favourite: true },
  ]);
  await mark(door.deviceId, [home.hour], false);
  await phone.deleteEvent({ params: { deviceId: yard.deviceId, eventId: home.yesterday } });
  expect(await found(phone, { favourite: 'true' })).toEqual([home.old]);
});

test('a note stands with its event until it is changed, taken away or deleted, and strangers do not read it', async () => {
  const home = await openHome('qian');
  const { phone, door } = home;
  const params = { deviceId: door.deviceId, eventId: home.new };
  const write = async (note: string) => (await phone.changeNote({ params, body: { note } })).note;
  expect((await phone.getEvent({ params })).note).toBeNull();
  expect(await write('  The parcel of aunt Wang 快递  ')).toBe('The parcel of aunt Wang 快递');
  expect((await phone.getEvent({ params })).note).toBe('The parcel of aunt Wang 快递');
  const { playlistUrl } = await phone.createShare({ params, body: { hours: 1 } });
  const token = playlistUrl?.split('/').at(-2) ?? '';
  expect(JSON.stringify(await openPhone(region).getSharedFootage({ params: { token }, query: {} }))).not.toContain(
    'Wang',
  );
  expect(await codeOf(phone.changeNote({ params, body: { note: 'x'.repeat(201) } }))).toBe('input_invalid');
  expect(await write('   ')).toBeNull();
  await write('secret');
  await phone.markFavourites({ params: door, body: { eventIds: [home.new], favourite: true } });
  await phone.deleteEvent({ params });
  const row = await region.context.db
    .selectFrom('recorded_event')
    .select(['note', 'favourite_at'])
    .where('id', '=', home.new)
    .executeTakeFirst();
  expect(row).toEqual({ note: null, favourite_at: null });
  expect(await codeOf(write('again'))).toBe('not_found');
});

test('selected events are deleted together, those of other cameras and owners are left', async () => {
  const home = await openHome('zhou');
  const { phone, door } = home;
  const other = await openHome('wu');
  const eventIds = [home.new, home.old, home.yesterday, other.new];
  expect(await phone.deleteEvents({ params: door, body: { eventIds } })).toEqual({ deleted: 2 });
  expect(await phone.deleteEvents({ params: door, body: { eventIds } })).toEqual({ deleted: 0 });
  expect(await found(phone)).toEqual([home.yesterday]);
  expect(await found(other.phone)).toEqual([other.new, other.yesterday, other.old]);
  const { hours: counted } = await phone.getCalendar({
    params: door,
    query: {
      from: new Date(region.clock.now().getTime() - days(7)).toISOString(),
      to: new Date(region.clock.now().getTime() + hours(1)).toISOString(),
    },
  });
  expect(counted.reduce((sum, { events }) => sum + events, 0)).toBe(0);
});

test('of another owner nothing is found, marked or written', async () => {
  const home = await openHome('sun');
  const neighbour = await signUp(region, 'neighbour');
  const params = { deviceId: home.door.deviceId, eventId: home.new };
  expect(await found(neighbour)).toEqual([]);
  expect(await found(neighbour, { deviceId: home.door.deviceId })).toEqual([]);
  const own = await pairSubscribed(region, neighbour);
  const body = { eventIds: [home.new], favourite: true };
  expect(await codeOf(neighbour.markFavourites({ params, body }))).toBe('not_found');
  expect(await neighbour.markFavourites({ params: own, body })).toEqual({ changed: 0 });
  expect(await codeOf(neighbour.changeNote({ params, body: { note: 'mine' } }))).toBe('not_found');
  expect(await codeOf(neighbour.changeNote({ params: { ...params, ...own }, body: { note: 'mine' } }))).toBe(
    'not_found',
  );
  expect(await home.phone.getEvent({ params })).toMatchObject({ favourite: false, note: null });
  const nobody = openPhone(region);
  expect(await codeOf(nobody.markFavourites({ params, body }))).toBe('not_signed_in');
  expect(await codeOf(nobody.changeNote({ params, body: { note: '' } }))).toBe('not_signed_in');
  const selected = { params, body: { eventIds: [home.new] } };
  expect(await codeOf(neighbour.deleteEvents(selected))).toBe('not_found');
  expect(await codeOf(nobody.deleteEvents(selected))).toBe('not_signed_in');
});
