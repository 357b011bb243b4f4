import { type DeviceId, type OwnerId, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeAnswer } from '../../region/devices/settle-claims.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, open, pairSubscribed, record, type Subscribed, snapshot } from '../testing/footage.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let zhang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
  wang = await signUp(region, 'wang');
  zhang = await signUp(region, 'zhang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const [segment] = clips.ts.pieces;
const short = { clip: { ...clips.ts, pieces: segment ? [segment] : [] } };

const keysOf = async ({ deviceId }: Subscribed) =>
  (await region.context.keys.list('keys')).filter((name) => name.includes(deviceId));
/** Previews are made beside: whoever counts what was sent leaves them out. */
async function stored({ deviceId }: Subscribed): Promise<number> {
  let found = 0;
  for await (const { key } of region.context.objects.list('footage/'))
    if (key.includes(deviceId) && /\/\d+$/.test(key)) found += 1;
  return found;
}

describe('a camera that its owner removes', () => {
  test('leaves no key in either copy when that is answered, and no plain object a minute later', async () => {
    const [unit, kept] = [await pairSubscribed(region, wang), await pairSubscribed(region, wang)];
    await record(region, unit, short);
    for (let n = 0; n < 20; n++) await record(region, unit, { ...short, encrypted: false });
    const neighbour = await record(region, kept, short);
    const unfinished = await open(region, unit, { encrypted: false });
    await unfinished.send(0, snapshot);
    expect([await keysOf(unit), await stored(unit)]).toEqual([[expect.any(String)], 43]);

    expect(await codeOf(zhang.removeDevice({ params: unit }))).toBe('not_found');
    expect([await keysOf(unit), await stored(unit)]).toEqual([[expect.any(String)], 43]);

    const erased: string[] = [];
    const { keys } = region.context;
    region.context.keys = {
      ...keys,
      erase: async (name) => {
        await keys.erase(name);
        erased.push(name);
      },
    };
    await wang.removeDevice({ params: unit });
    region.context.keys = keys;
    expect(erased).toEqual([expect.stringContaining(unit.deviceId)]);
    expect(await keysOf(unit)).toEqual([]);
    await expect.poll(() => stored(unit), { timeout: 60_000 }).toBe(0);
    expect([await keysOf(kept), await stored(kept)]).toEqual([[expect.any(String)], 2]);
    expect(await wang.getEvent({ params: neighbour })).toMatchObject({ state: 'complete' });
    expect(await codeOf(wang.removeDevice({ params: unit }))).toBe('not_found');
  }, 90_000);

  test('stays as it is while a copy of the keys is away; one that fails then is erased when it is asked for again', async () => {
    const unit = await pairSubscribed(region, wang);
    const recorded = await record(region, unit, short);
    const { keys } = region.context;
    const failing = async (): Promise<never> => {
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO', syscall: 'write' });
    };
    region.context.keys = { ...keys, look: async () => 'away' };
    expect(await codeOf(wang.removeDevice({ params: unit }))).toBe('keys_unavailable');
    expect(await wang.getEvent({ params: recorded })).toMatchObject({ state: 'complete' });
    region.context.keys = { ...keys, erase: failing };
    expect(await codeOf(wang.removeDevice({ params: unit }))).not.toBe('ok');
    expect(await codeOf(wang.getEvent({ params: recorded }))).toBe('not_found');
    region.context.keys = keys;
    // By whoever asks again, or by the deadline if it was sooner.
    expect(await codeOf(wang.removeDevice({ params: unit }))).toMatch(/^(ok|not_found)$/);
    await expect.poll(() => keysOf(unit)).toEqual([]);
  });

  test('and that was somebody else’s first: what a former owner keeps goes by their own removal alone', async () => {
    const unit = await pairSubscribed(region, wang);
    const recorded = await record(region, unit, short);
    await takeAnswer(region.context, { deviceId: unit.deviceId as DeviceId, number: null, over: false } as never);
    expect(await wang.getEvent({ params: recorded })).toMatchObject({ state: 'complete' });
    await region.clock.advance(seconds(1));
    expect(await codeOf(zhang.removeDevice({ params: unit }))).toBe('not_found');
    expect(await keysOf(unit)).toHaveLength(1);
    await wang.removeDevice({ params: unit });
    expect(await keysOf(unit)).toEqual([]);
    await expect.poll(() => stored(unit)).toBe(0);
    const { rows } = await sql<{ owner_id: OwnerId }>`
      SELECT owner_id FROM footage_deletion WHERE device_id = ${unit.deviceId} AND reason = 'key_destroyed'`.execute(
      region.context.db,
    );
    expect(rows).toHaveLength(1);
  });
});
