// What calls ask the database that cameras make all day, or a run many times; those of footage: `recording/purpose.test.ts`.
import { ApplicationId, DeviceId, type FirmwareVersion, minutes, OwnerId, Pid, Uuid } from '@kaitong/contract';
import { composeEventId, EVENT_ID_CHANCE } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { regionMigrations, regionSchema } from '../store/region/migrations.ts';
import type { RegionTables } from '../store/region/tables.ts';
import { STATEMENT_BUDGETS } from '../store/testing/statement-budgets.ts';
import { countStatements } from '../store/testing/statements.ts';
import { forgetOutages, startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { readAfter } from '../store/topics.ts';
import { guardPut } from './conformance/guard-put.ts';
import type { RegionContext } from './context.ts';
import { footageKey } from './footage/object-keys.ts';
import { addPresence } from './presence/device-presence.ts';
import { createFactBatches } from './presence/fact-batches.ts';
import type { HeardFact } from './presence/record-facts.ts';
import { runOutbox } from './verification/report.ts';
import { signalRun } from './verification/signal-run.ts';

const BUDGET = STATEMENT_BUDGETS['a region'];

let server: TestDatabase;
let database: Database<RegionTables>;
beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase(server.connection, regionSchema('cn'), () => {});
  await migrate(database.db, regionSchema('cn'), regionMigrations('cn'));
  await forgetOutages(database.db);
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

const FEATURES = { sleepy: false, probe: false, simulate: false };
const FIRMWARE = '1.0' as FirmwareVersion;

async function makeDevice(n: number): Promise<DeviceId> {
  const device_id = DeviceId.parse(`6c${String(n).padStart(20, '0')}`);
  const uuid = Uuid.parse(`u${String(n).padStart(19, '0')}`);
  const [pid, owner_id] = [Pid.parse('p'.repeat(16)), OwnerId.parse('o'.repeat(24))];
  const device = { device_id, uuid, pid, owner_id, name: 'n', wrapped_secret: null };
  await database.db
    .insertInto('device')
    .values({ ...device, paired_at: new Date(), removed_at: null })
    .execute();
  await addPresence(database.db, device_id, { firmware: FIRMWARE, features: FEATURES });
  return device_id;
}

const said = (deviceId: DeviceId, sequence: number): HeardFact => ({
  ...{ type: 'said', deviceId, isOnlySign: true },
  status: {
    ...{ id: `1.${sequence}`, session: 1, sequence, state: 'online', firmware: FIRMWARE, features: FEATURES },
    ...{ motionDetection: null, privacyMode: false },
  },
});

const RUN = ApplicationId.parse('ap0123456789abcdef01');
const makeRun = () =>
  sql`
    INSERT INTO run (application_id, device_id, pid, owner_id, paired_at, account_id, account_name, state, step,
      started_at, deadline_at, grant_expires_at, grant_given_until, nonce, dormant)
    VALUES (${RUN}, 'device', 'p', 'o', now(), 'a', 'a', 'running', 'await-event',
      now(), now() + interval '1 h', now() + interval '1 h', now() + interval '1 h', 'x', false)`.execute(database.db);

test('an operation asks the database no more often than its budget says', async () => {
  const devices = await Promise.all(Array.from({ length: 30 }, (_, n) => makeDevice(n)));
  const limits = { connectsPerDevice: { burst: 3, every: minutes(1) } } as never;
  const { record } = createFactBatches({ db: database.db, hooks: {}, limits });
  await makeRun();
  const retentionClass = 'event7';
  const eventId = composeEventId(retentionClass, Date.now(), '0'.repeat(EVENT_ID_CHANCE));
  const key = footageKey({ retentionClass, day: 20_000, deviceId: devices[0] as DeviceId, eventId }, 0);
  const signal = () => database.db.transaction().execute((trx) => signalRun(trx, RUN, { type: 'event.opened' }));

  const counting = countStatements([]);
  const counted: Partial<Record<keyof typeof BUDGET, number>> = {};
  const count = async (operation: keyof typeof BUDGET, act: () => Promise<unknown>): Promise<void> => {
    counting.take();
    await act();
    counted[operation] = counting.take()[regionSchema('cn')] ?? 0;
  };
  try {
    await count('statuses of thirty devices that come together', () =>
      Promise.all(devices.map((deviceId) => record(said(deviceId, 1)))),
    );
    await count('a status that says what is known, soon after', () => record(said(devices[0] as DeviceId, 1)));
    await sql`UPDATE uptime SET up_at = kaitong_now()`.execute(database.db); // what was lost would be given back
    await count('a PUT of a recording', () => guardPut({ db: database.db } as RegionContext, key));
    await count('a signal that moves a run on', signal);
    expect(await readAfter(database.db, runOutbox(RUN), 0)).not.toEqual([]);
    await database.db.updateTable('run').set({ state: 'ended' }).execute();
    await count('a signal to a run that is over', signal);
  } finally {
    counting.stop();
  }
  expect(counted).toEqual(BUDGET);
});
