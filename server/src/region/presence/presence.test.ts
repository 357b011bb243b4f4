import type { FirmwareVersion } from '@kaitong/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type HeardStatus, isLater } from './heard-status.ts';
import { recordStatuses } from './record-statuses.ts';
import { createStatusBatches } from './status-batches.ts';

let server: TestDatabase;
let one: Database<RegionTables>;
let other: Database<RegionTables>;
const changes: string[] = [];
const hooks = {
  presenceChanged: async (_: unknown, { deviceId, presence }: { deviceId: string; presence: string }) =>
    void changes.push(`${deviceId} ${presence}`),
};

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
async function makeDevice(): Promise<string> {
  made += 1;
  const device_id = `6c${String(made).padStart(20, '0')}`;
  const uuid = `u${String(made).padStart(19, '0')}`;
  await one.db
    .insertInto('device')
    .values({
      ...{ device_id, uuid, pid: 'p', owner_id: 'o', name: 'n', wrapped_secret: null },
      ...{ paired_at: new Date(), removed_at: null, seen_at: null, firmware: null, motion_detection: null },
      ...{ sleepy: false, probe: false },
    })
    .execute();
  return device_id;
}

const status = (deviceId: string, session: number, sequence: number, state: HeardStatus['state']): HeardStatus => ({
  deviceId,
  id: `${session}.${sequence}`,
  session,
  sequence,
  state,
  firmware: `1.${session}.${sequence}` as FirmwareVersion,
  features: { sleepy: false, probe: false, simulate: false },
  motionDetection: null,
  privacyMode: false,
});

const find = (deviceId: string) =>
  one.db.selectFrom('device').selectAll().where('device_id', '=', deviceId).executeTakeFirstOrThrow();

test('in whatever order and company statuses arrive, twice or not, the latest one stands at the end', async () => {
  const said = fc.record({
    session: fc.integer({ min: 0, max: 3 }),
    sequence: fc.integer({ min: 0, max: 3 }),
    state: fc.constantFrom('online' as const, 'offline' as const),
    batch: fc.integer({ min: 0, max: 4 }),
    device: fc.integer({ min: 0, max: 1 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 14 }), async (messages) => {
      const devices = [await makeDevice(), await makeDevice()];
      // One (session, sequence) is one message: what it says is fixed by the first that carries it.
      const words = new Map<string, HeardStatus>();
      const batches = new Map<number, HeardStatus[]>();
      for (const { session, sequence, state, batch, device } of messages) {
        const key = `${device} ${session} ${sequence}`;
        const word = words.get(key) ?? status(devices[device] ?? '', session, sequence, state);
        words.set(key, word);
        batches.set(batch, [...(batches.get(batch) ?? []), word]);
      }
      await Promise.all(
        [...batches.values()].map((batch, n) => recordStatuses({ db: (n % 2 ? one : other).db, hooks }, batch)),
      );
      for (const deviceId of devices) {
        const own = [...words.values()].filter((word) => word.deviceId === deviceId);
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
    const heard = devices.map((deviceId) => status(deviceId, 1, n, 'online'));
    return recordStatuses({ db: (n % 2 ? one : other).db, hooks }, n % 2 ? heard : heard.reverse());
  });
  expect(await Promise.all(rounds)).toEqual(rounds.map(() => new Set()));
});

test('a change is told once, a heartbeat never; an offline word keeps the time of the last sign of life', async () => {
  const deviceId = await makeDevice();
  changes.length = 0;
  const { record } = createStatusBatches({ db: one.db, hooks });
  const all = [1, 2, 3].map((n) => record(status(deviceId, 1, n, 'online')));
  expect(await Promise.all(all)).toEqual([true, true, true]);
  await record(status(deviceId, 1, 4, 'online'));
  const { seen_at } = await find(deviceId);
  await record(status(deviceId, 1, 5, 'offline'));
  expect((await find(deviceId)).seen_at).toEqual(seen_at);
  expect(changes).toEqual([`${deviceId} online`, `${deviceId} offline`]);
});

test('who is not paired here is named, and the others of its batch are stored', async () => {
  const deviceId = await makeDevice();
  const { record } = createStatusBatches({ db: one.db, hooks });
  const known = record(status(deviceId, 1, 1, 'online'));
  const unknown = record(status('6cnobody00000000000000', 1, 1, 'online'));
  expect([await known, await unknown]).toEqual([true, false]);
  expect((await find(deviceId)).presence).toBe('online');
});
