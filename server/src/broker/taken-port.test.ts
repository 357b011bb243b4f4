import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { LEASE_ASKED } from '../region/presence/leases.ts';
import { notify } from '../store/notifications.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { startBroker } from './start-broker.ts';

let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

test('a broker whose port somebody has keeps no lease', async () => {
  const { context } = region;
  const { db } = context;
  const leases = () => db.selectFrom('broker_lease').select(['broker', 'asked_at']).execute();
  const { port } = await region.startBroker();
  const [alive] = await leases();
  const options = { host: '127.0.0.1', port, regions: [context], log: context.log };
  await expect(startBroker(options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const failed = (await leases()).find(({ broker }) => broker !== alive?.broker);
  if (!alive || !failed) throw new Error('each begins with a lease');
  await db.updateTable('broker_lease').set({ asked_at: context.clock.now() }).execute();
  await db.transaction().execute(async (trx) => {
    for (const { broker } of [failed, alive]) await notify(trx, LEASE_ASKED, broker);
  });
  const open = async () => (await leases()).filter(({ asked_at }) => asked_at !== null).map(({ broker }) => broker);
  await expect.poll(open).toEqual([failed.broker]); // who is alive has answered
});
