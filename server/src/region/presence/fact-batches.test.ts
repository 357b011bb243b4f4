import { DeviceId, type FirmwareVersion, milliseconds, minutes, OwnerId, Pid, Uuid } from '@kaitong/contract';
import { movePresence, type PresenceFact, type PresenceState, unheard } from '@kaitong/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { addPresence } from './device-presence.ts';
import { type Beat, createFactBatches } from './fact-batches.ts';
import type { HeardFact } from './record-facts.ts';

let server: TestDatabase;
let database: Database<RegionTables>;
/** Whose changes cannot be stored. */
const broken = new Set<DeviceId>();
const hooks = {
  presenceChanged: async (_: unknown, { deviceId }: { deviceId: DeviceId }) => {
    if (broken.has(deviceId)) throw new Error('the hook fails');
  },
};
const limits = { connectsPerDevice: { burst: 1000, every: minutes(1) } } as never;

beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase(server.connection, regionSchema('cn'), () => {});
  await migrate(database.db, regionSchema('cn'), regionMigrations('cn'));
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

const FEATURES = { sleepy: false, probe: false, simulate: false };
const FIRMWARE = '1.0' as FirmwareVersion;
let made = 0;

async function makeDevice(): Promise<DeviceId> {
  made += 1;
  const device_id = DeviceId.parse(`6c${String(made).padStart(20, '0')}`);
  const uuid = Uuid.parse(`u${String(made).padStart(19, '0')}`);
  const [pid, owner_id] = [Pid.parse('p'.repeat(16)), OwnerId.parse('o'.repeat(24))];
  const device = { device_id, uuid, pid, owner_id, name: 'n', wrapped_secret: null };
  await database.db
    .insertInto('device')
    .values({ ...device, paired_at: new Date(), removed_at: null })
    .execute();
  await addPresence(database.db, device_id, { firmware: FIRMWARE, features: FEATURES });
  return device_id;
}

const said = (deviceId: DeviceId, sequence: number, state: 'online' | 'offline' = 'online'): Beat => ({
  ...{ type: 'said', deviceId, isOnlySign: true },
  status: {
    ...{ id: `1.${sequence}`, session: 1, sequence, state, firmware: FIRMWARE, features: FEATURES },
    ...{ motionDetection: null, privacyMode: false },
  },
});

const stored = (deviceId: DeviceId) =>
  database.db.selectFrom('device_presence').selectAll().where('device_id', '=', deviceId).executeTakeFirstOrThrow();

test('whatever comes meanwhile, each device’s facts are stored in their order, once, or refused together with their batch', async () => {
  const aFact = fc.record({
    device: fc.integer({ min: 0, max: 2 }),
    sequence: fc.integer({ min: 0, max: 6 }),
    state: fc.constantFrom('online' as const, 'offline' as const),
    /** What is recorded in one turn, and what after the batch before it may have begun. */
    pause: fc.constantFrom(0, 0, 0, 1, 20),
    breaks: fc.constantFrom(false, false, false, false, true),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(aFact, { minLength: 1, maxLength: 30 }), async (facts) => {
      const devices = [await makeDevice(), await makeDevice(), await makeDevice()];
      const { record } = createFactBatches({ db: database.db, hooks, limits });
      const told: { fact: HeardFact; answer: Promise<string> }[] = [];
      for (const { device, sequence, state, pause, breaks } of facts) {
        const [deviceId = devices[0]] = devices.slice(device);
        if (!deviceId) continue;
        if (breaks) broken.add(deviceId);
        else broken.delete(deviceId);
        const fact = said(deviceId, sequence, state);
        told.push({
          fact,
          answer: record(fact).then(
            ({ verdict }) => verdict,
            () => 'failed',
          ),
        });
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      }
      const answers = await Promise.all(told.map(({ answer }) => answer));
      broken.clear();
      const states = new Map<DeviceId, PresenceState>();
      for (const [n, { fact }] of told.entries()) {
        if (answers[n] === 'failed' || fact.type !== 'said') continue;
        const before =
          states.get(fact.deviceId) ??
          unheard({ firmware: FIRMWARE, features: FEATURES, motionDetection: null, privacyMode: false });
        const { state, verdict } = movePresence(before, fact, 0);
        expect(verdict).toBe(answers[n]);
        states.set(fact.deviceId, state);
      }
      for (const [deviceId, { presence, said: last }] of states)
        expect(await stored(deviceId)).toMatchObject({ presence, sequence: last?.sequence ?? null });
    }),
    { numRuns: 30 },
  );
});

test('a status that changes nothing writes nothing', async () => {
  const deviceId = await makeDevice();
  const { record } = createFactBatches({ db: database.db, hooks, limits });
  await record(said(deviceId, 1));
  const version = async () =>
    (await database.pool.query('SELECT ctid, seen_at FROM device_presence WHERE device_id = $1', [deviceId])).rows;
  const before = await version();
  const goodbye = { ...said(deviceId, 2, 'offline'), isOnlySign: false } as HeardFact; // its line will tell
  expect(await record(goodbye)).toEqual({ verdict: 'taken' });
  expect(await version()).toEqual(before);
});

const connecting = (deviceId: DeviceId, id: string): HeardFact & { type: 'connecting' } => ({
  ...{ type: 'connecting', deviceId },
  connection: { id, broker: 'b1', isWatched: true, order: undefined },
});

/** Over a line. */
const saying = (deviceId: DeviceId, sequence: number, privacyMode = false): Beat => {
  const fact = said(deviceId, sequence);
  return { ...fact, isOnlySign: false, status: { ...fact.status, privacyMode } };
};

test('a device on a watched line that says once more what is known writes nothing, and what it said before is late all the same', async () => {
  const deviceId = await makeDevice();
  const { record, recordBeat } = createFactBatches({ db: database.db, hooks, limits }, milliseconds(1));
  await record(connecting(deviceId, 'b1.1'));
  await record(saying(deviceId, 1));
  const row = async () =>
    (await database.pool.query('SELECT ctid, xmax, sequence FROM device_presence WHERE device_id = $1', [deviceId]))
      .rows;
  const before = await row();
  expect(await recordBeat(saying(deviceId, 5))).toEqual({ verdict: 'taken' });
  expect(await row()).toEqual(before);
  expect(await record(saying(deviceId, 4, true))).toEqual({ verdict: 'late' });
  expect(await record(saying(deviceId, 6, true))).toEqual({ verdict: 'taken' });
  expect(await stored(deviceId)).toMatchObject({ privacy_mode: true, sequence: 6 });
  await recordBeat(saying(deviceId, 9, true));
  await record(connecting(deviceId, 'b1.2')); // begins anew
  expect(await recordBeat(saying(deviceId, 2, true))).toEqual({ verdict: 'taken' });
});

test('whatever devices on watched lines say, once more or anew, each is answered and ends as if all of it were written', async () => {
  const aWord = fc.record({
    device: fc.integer({ min: 0, max: 1 }),
    sequence: fc.integer({ min: 0, max: 9 }),
    privacyMode: fc.boolean(),
    isBeat: fc.boolean(),
    pause: fc.constantFrom(0, 0, 1, 20),
    reconnects: fc.constantFrom(false, false, false, true),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(aWord, { minLength: 1, maxLength: 30 }), async (words) => {
      const devices = [await makeDevice(), await makeDevice()];
      const { record, recordBeat } = createFactBatches({ db: database.db, hooks, limits }, milliseconds(1));
      await Promise.all(devices.map((deviceId) => record(connecting(deviceId, `${deviceId}.0`))));
      const told: { fact: HeardFact; answer: Promise<string> }[] = [];
      for (const [n, { device, sequence, privacyMode, isBeat, pause, reconnects }] of words.entries()) {
        const [deviceId = devices[0]] = devices.slice(device);
        if (!deviceId) continue;
        const fact = reconnects ? connecting(deviceId, `${deviceId}.${n}`) : saying(deviceId, sequence, privacyMode);
        const answer = isBeat && fact.type === 'said' ? recordBeat(fact) : record(fact);
        told.push({ fact, answer: answer.then(({ verdict }) => verdict) });
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      }
      const known = { firmware: FIRMWARE, features: FEATURES, motionDetection: null, privacyMode: false };
      const states = new Map<DeviceId, PresenceState>();
      let order = 0;
      for (const { fact, answer } of told) {
        const first = { ...connecting(fact.deviceId, '').connection, order: 0 };
        const before =
          states.get(fact.deviceId) ?? movePresence(unheard(known), { type: 'connected', connection: first }, 0).state;
        order += 1;
        const asFact: PresenceFact =
          fact.type === 'connecting'
            ? { type: 'connected', connection: { ...fact.connection, order } }
            : (fact as PresenceFact);
        const { state, verdict } = movePresence(before, asFact, 0);
        expect(await answer).toBe(fact.type === 'connecting' ? 'held' : verdict);
        states.set(fact.deviceId, state);
      }
      for (const [deviceId, { presence, known: last }] of states)
        expect(await stored(deviceId)).toMatchObject({ presence, privacy_mode: last.privacyMode });
    }),
    { numRuns: 30 },
  );
});

test('what is new does not wait as long as heartbeats do, and takes those along that wait', async () => {
  const [beating, changed] = [await makeDevice(), await makeDevice()];
  const { record, recordBeat } = createFactBatches({ db: database.db, hooks, limits }, minutes(30));
  const beats = [1, 2].map((n) => recordBeat(said(beating, n)));
  expect(await record(said(changed, 1))).toEqual({ verdict: 'taken' });
  expect(await Promise.all(beats)).toEqual(beats.map(() => ({ verdict: 'taken' })));
});

test('more than a batch holds, of one device and of many, is stored to the last', async () => {
  const devices = await Promise.all(Array.from({ length: 20 }, makeDevice));
  const { record } = createFactBatches({ db: database.db, hooks, limits });
  const facts = Array.from({ length: 60 }, (_, n) => devices.map((deviceId) => said(deviceId, n))).flat();
  const answers = await Promise.all(facts.map((fact) => record(fact)));
  expect(new Set(answers.map(({ verdict }) => verdict))).toEqual(new Set(['taken']));
  for (const deviceId of devices) expect(await stored(deviceId)).toMatchObject({ sequence: 59, presence: 'online' });
});
