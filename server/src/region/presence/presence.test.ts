import { DeviceId, type FirmwareVersion, minutes, OwnerId, Pid, type StatusMessage, Uuid } from '@kaitong/contract';
import { isLater } from '@kaitong/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { addPresence } from './device-presence.ts';
import { createFactBatches } from './fact-batches.ts';
import { type HeardFact, recordFacts } from './record-facts.ts';
import { sweepPresence } from './sweep-presence.ts';

let server: TestDatabase;
let one: Database<RegionTables>;
let other: Database<RegionTables>;
const changes: string[] = [];
const hooks = {
  presenceChanged: async (_: unknown, { deviceId, presence }: { deviceId: DeviceId; presence: string }) =>
    void changes.push(`${deviceId} ${presence}`),
};
const limits = { connectsPerDevice: { burst: 3, every: minutes(1) } } as never;
const batches = ({ db }: Database<RegionTables>) => createFactBatches({ db, hooks, limits });
const recordAt = ({ db }: Database<RegionTables>, facts: readonly HeardFact[]) =>
  db.transaction().execute((trx) => recordFacts({ hooks, limits }, trx, facts));

beforeAll(async () => {
  server = await startTestDatabase();
  one = openDatabase(server.connection, regionSchema('cn'), () => {});
  other = openDatabase(server.connection, regionSchema('cn'), () => {});
  await migrate(one.db, regionSchema('cn'), regionMigrations('cn'));
});
afterAll(async () => {
  await one.close();
  await other.close();
  await server[Symbol.asyncDispose]();
});

let made = 0;
const NOBODY = DeviceId.parse('6cnobody00000000000000');

async function makeDevice(): Promise<DeviceId> {
  made += 1;
  const device_id = DeviceId.parse(`6c${String(made).padStart(20, '0')}`);
  const uuid = Uuid.parse(`u${String(made).padStart(19, '0')}`);
  await one.db
    .insertInto('device')
    .values({
      ...{
        device_id,
        uuid,
        pid: Pid.parse('p'.repeat(16)),
        owner_id: OwnerId.parse('o'.repeat(24)),
        name: 'n',
        wrapped_secret: null,
      },
      ...{ paired_at: new Date(), removed_at: null },
    })
    .execute();
  const features = { sleepy: false, probe: false, simulate: false };
  await addPresence(one.db, device_id, { firmware: '1.0' as FirmwareVersion, features });
  return device_id;
}

type Said = HeardFact & { type: 'said' };
const said = (
  deviceId: DeviceId,
  session: number,
  sequence: number,
  state: StatusMessage['state'] = 'online',
): Said => ({
  ...{ type: 'said', deviceId, isOnlySign: true },
  status: {
    ...{ id: `${session}.${sequence}`, session, sequence, state },
    firmware: `1.${session}.${sequence}` as FirmwareVersion,
    features: { sleepy: false, probe: false, simulate: false },
    motionDetection: null,
    privacyMode: false,
  },
});
const connecting = (
  deviceId: DeviceId,
  broker: string,
  id: string,
  { order, isWatched = false }: { order?: number; isWatched?: boolean } = {},
): HeardFact => ({
  ...{ type: 'connecting', deviceId },
  connection: { id, broker, isWatched, order },
});

const find = (deviceId: DeviceId) =>
  one.db.selectFrom('device_presence').selectAll().where('device_id', '=', deviceId).executeTakeFirstOrThrow();

test('in whatever order and company statuses arrive, twice or not, the latest one stands at the end', async () => {
  const message = fc.record({
    session: fc.integer({ min: 0, max: 3 }),
    sequence: fc.integer({ min: 0, max: 3 }),
    state: fc.constantFrom('online' as const, 'offline' as const),
    batch: fc.integer({ min: 0, max: 4 }),
    device: fc.integer({ min: 0, max: 1 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 14 }), async (messages) => {
      const devices = [await makeDevice(), await makeDevice()];
      // One (session, sequence) is one message: what it says is fixed by the first that carries it.
      const words = new Map<string, Said>();
      const heard = new Map<number, Said[]>();
      for (const { session, sequence, state, batch, device } of messages) {
        const key = `${device} ${session} ${sequence}`;
        const word = words.get(key) ?? said(devices[device] ?? NOBODY, session, sequence, state);
        words.set(key, word);
        heard.set(batch, [...(heard.get(batch) ?? []), word]);
      }
      await Promise.all([...heard.values()].map((batch, n) => recordAt(n % 2 ? one : other, batch)));
      for (const deviceId of devices) {
        const own = [...words.values()].filter((word) => word.deviceId === deviceId).map(({ status }) => status);
        const [first, ...rest] = own;
        if (!first) continue;
        const latest = rest.reduce((best, word) => (isLater(word, best) ? word : best), first);
        expect(await find(deviceId)).toMatchObject({
          presence: latest.state,
          session: latest.session,
          sequence: latest.sequence,
          firmware: latest.firmware,
        });
      }
    }),
    { numRuns: 40 },
  );
});

test('two processes that hear the same devices in different order do not block each other', async () => {
  const devices = await Promise.all(Array.from({ length: 30 }, makeDevice));
  const rounds = Array.from({ length: 12 }, (_, n) => {
    const heard = devices.map((deviceId) => said(deviceId, 1, n));
    return recordAt(n % 2 ? one : other, n % 2 ? heard : heard.reverse());
  });
  for (const answers of await Promise.all(rounds))
    for (const { verdict } of answers) expect(verdict).not.toBe('not_paired');
});

test('a change is told once, a heartbeat never; an offline word keeps the time of the last sign of life', async () => {
  const deviceId = await makeDevice();
  changes.length = 0;
  const { record } = batches(one);
  const all = [1, 2, 3].map((n) => record(said(deviceId, 1, n)));
  expect(await Promise.all(all)).toEqual(all.map(() => ({ verdict: 'taken' })));
  await record(said(deviceId, 1, 4));
  const { seen_at } = await find(deviceId);
  await record(said(deviceId, 1, 5, 'offline'));
  expect((await find(deviceId)).seen_at).toEqual(seen_at);
  expect(changes).toEqual([`${deviceId} online`, `${deviceId} offline`]);
});

test('who is not paired here is named, and the others of its batch are stored', async () => {
  const deviceId = await makeDevice();
  const { record } = batches(one);
  const known = record(said(deviceId, 1, 1));
  const unknown = record(said(NOBODY, 1, 1));
  expect([await known, await unknown]).toEqual([{ verdict: 'taken' }, { verdict: 'not_paired' }]);
  expect((await find(deviceId)).presence).toBe('online');
});

test('two processes in which a device connects at the same moment agree on one that is the newest', async () => {
  const deviceId = await makeDevice();
  const answers = await Promise.all([
    batches(one).record(connecting(deviceId, 'b1', 'b1.1')),
    batches(other).record(connecting(deviceId, 'b2', 'b2.1')),
  ]);
  const orders = answers.map((answer) => (answer.verdict === 'held' ? answer.order : 0));
  const newest = (orders[0] ?? 0) > (orders[1] ?? 0) ? 'b1.1' : 'b2.1';
  expect(new Set(orders).size).toBe(2);
  expect(await find(deviceId)).toMatchObject({ presence: 'online', connection: newest, hold: 'there' });
  const older = newest === 'b1.1' ? 'b2.1' : 'b1.1';
  const order = Math.min(...orders);
  const gone: HeardFact = {
    type: 'gone',
    deviceId,
    connection: { id: older, broker: older.slice(0, 2), isWatched: false, order },
  };
  expect(await recordAt(one, [gone])).toEqual([{ verdict: 'older' }]);
  expect((await find(deviceId)).presence).toBe('online');
});

test('a device that connects too often is told when there is room; another device, and one told again, are not', async () => {
  const [deviceId, neighbour] = [await makeDevice(), await makeDevice()];
  const storm = await recordAt(
    one,
    [1, 2, 3, 4].map((n) => connecting(deviceId, 'b1', `b1.${n}`)),
  );
  expect(storm.map(({ verdict }) => verdict)).toEqual(['held', 'held', 'held', 'too_often']);
  const [last] = storm.slice(-1);
  expect(last?.verdict === 'too_often' ? last.waitMs : 0).toBeGreaterThan(minutes(1) / 2);
  const held = storm[2]?.verdict === 'held' ? storm[2].order : 0;
  const again = [connecting(deviceId, 'b1', 'b1.3', { order: held }), connecting(neighbour, 'b1', 'b1.9')];
  expect(await recordAt(other, again)).toMatchObject([{ verdict: 'held' }, { verdict: 'held' }]);
  expect(await recordAt(other, [{ type: 'attaching', deviceId }])).toMatchObject([{ verdict: 'too_often' }]);
});

test('silence ends who is not watched; who is ends with the line, and was seen until then', async () => {
  const [plain, watched] = [await makeDevice(), await makeDevice()];
  await recordAt(one, [connecting(plain, 'b1', 'b1.20'), connecting(watched, 'b1', 'b1.21', { isWatched: true })]);
  await one.db
    .updateTable('device_presence')
    .set({ seen_at: new Date(0) })
    .execute();
  const shown = () =>
    one.db.selectFrom('device_now').select('seen_at').where('device_id', '=', watched).executeTakeFirstOrThrow();
  expect((await shown()).seen_at?.getTime()).toBeGreaterThan(Date.now() - minutes(5));
  await one.db.transaction().execute((trx) => sweepPresence({ hooks, limits }, trx));
  expect([(await find(plain)).presence, (await find(watched)).presence]).toEqual(['offline', 'online']);
  const { connection_order: order } = await find(watched);
  const line = { id: 'b1.21', broker: 'b1', isWatched: true, order: order ?? 0 };
  await recordAt(one, [{ type: 'gone', deviceId: watched, connection: line }]);
  const gone = await find(watched);
  expect(gone).toMatchObject({ presence: 'offline', hold: 'gone' });
  expect(gone.seen_at?.getTime()).toBeGreaterThan(Date.now() - minutes(5));
});
