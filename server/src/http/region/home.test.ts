import { days, hours } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, open, pairSubscribed, record } from '../testing/footage.ts';
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

const short = { pieces: clips.ts.pieces.slice(0, 1), container: 'ts', codec: 'h264' } as const;
const oneSegment = { clip: { ...short, pieces: [...short.pieces] } };

describe('the home of an owner', () => {
  const owner = (name: string): Promise<Phone> => signUp(region, name);
  const newest = async (phone: Phone, query: { limit?: number; cursor?: string } = {}) =>
    await phone.listNewestEvents({ query });

  test('has the newest events of all cameras in one order, page by page, none twice and none left out', async () => {
    const phone = await owner('li');
    const units = [await pairSubscribed(region, phone), await pairSubscribed(region, phone)] as const;
    const made: string[] = [];
    for (const [n, age] of [0.1, 1, 2, 26, 27, 75, 150].entries()) {
      const unit = n % 2 === 0 ? units[0] : units[1];
      made.push((await record(region, unit, { ...oneSegment, age: hours(age) })).eventId);
    }
    await record(region, units[0], { ...oneSegment, age: hours(1.5), type: 'continuous' });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await newest(phone, { limit: 2, ...(cursor ? { cursor } : {}) });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ eventId }) => eventId));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual(made);
    expect(await newest(phone, { cursor: 'made up' })).toEqual({ items: [], next: null });
  });

  test('has of each camera its last picture, however long ago', async () => {
    const phone = await owner('zhao');
    const [busy, idle, blank] = [
      await pairSubscribed(region, phone),
      await pairSubscribed(region, phone),
      await pairSubscribed(region, phone),
    ];
    const old = await record(region, idle, { ...oneSegment, age: days(6) });
    await record(region, busy, { ...oneSegment, age: hours(3) });
    const last = await record(region, busy, { ...oneSegment, age: hours(1) });
    const unseen = await open(region, busy);
    for (const [n, piece] of short.pieces.entries()) await unseen.send(n, piece);
    const { items } = await phone.listLastPictures({});
    expect(items.map(({ deviceId, eventId }) => ({ deviceId, eventId }))).toEqual([
      { deviceId: busy.deviceId, eventId: last.eventId },
      { deviceId: idle.deviceId, eventId: old.eventId },
    ]);
    expect(items.map(({ previewUrl }) => previewUrl)).toEqual([expect.any(String), expect.any(String)]);
    expect(items.map(({ deviceId }) => deviceId)).not.toContain(blank.deviceId);
  });

  test('has nothing of another owner, of a deleted event, or of a removed camera', async () => {
    const [phone, neighbour] = [await owner('qian'), await owner('sun')];
    const unit = await pairSubscribed(region, phone);
    const other = await pairSubscribed(region, neighbour);
    const [kept, deleted] = [await record(region, unit, oneSegment), await record(region, unit, oneSegment)];
    const theirs = await record(region, other, oneSegment);
    await phone.deleteEvent({ params: deleted });
    const shownTo = async (one: Phone) => [
      (await newest(one)).items.map(({ eventId }) => eventId),
      (await one.listLastPictures({})).items.map(({ eventId }) => eventId),
    ];
    expect(await shownTo(phone)).toEqual([[kept.eventId], [kept.eventId]]);
    expect(await shownTo(neighbour)).toEqual([[theirs.eventId], [theirs.eventId]]);
    await phone.removeDevice({ params: unit });
    expect(await shownTo(phone)).toEqual([[], []]);
    expect(await codeOf(newest(openPhone(region)))).toBe('not_signed_in');
    expect(await codeOf(openPhone(region).listLastPictures({}))).toBe('not_signed_in');
  });
});
