import { afterAll, beforeAll } from 'vitest';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { describeBroker } from './testing/broker-contract.ts';

let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

describeBroker(() => ({ region, readsFirst: true }));
