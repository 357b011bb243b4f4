import { hours } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { signUp } from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { becomes, CATALOGUE, EVENT7, newDevice, payAt, requestId } from '../http/testing/shop.ts';
import { findDeadline } from '../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';

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

/** Lets time pass, and waits until the hourly round that is due then is over. */
async function pass(age: ReturnType<typeof hours>): Promise<void> {
  const { clock, sandbox } = region;
  await clock.advance(age);
  await vi.waitFor(
    async () => {
      const next = await findDeadline(sandbox.db, 'sweep', 'all');
      expect(next?.getTime()).toBeGreaterThan(clock.now().getTime());
    },
    { timeout: 30_000 },
  );
}

async function countRows(): Promise<unknown> {
  const { rows } = await sql`
    SELECT (SELECT count(*)::int FROM checkout) AS checkouts, (SELECT count(*)::int FROM payment) AS payments,
      (SELECT count(*)::int FROM callback) AS callbacks`.execute(region.sandbox.db);
  return rows[0];
}

test('what it told goes after 30 days, and checkouts at which nobody paid; of a payment the money may be asked back', async () => {
  const buyer = await signUp(region, 'buyer');
  await region.plane.publishCatalogue({ body: CATALOGUE });
  const { deviceId } = await newDevice(region, buyer);
  const order = () => buyer.createOrder({ body: { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } } });
  const [bought, left] = [await order(), await order()];
  await payAt(bought.checkoutUrl);
  await payAt(left.checkoutUrl, { act: 'refuse' });
  await becomes(region, buyer, bought.orderId, 'paid');
  await pass(hours(24 * 29));
  expect(await countRows()).toEqual({ checkouts: 2, payments: 2, callbacks: 2 });
  await pass(hours(25));
  expect(await countRows()).toEqual({ checkouts: 1, payments: 1, callbacks: 0 });
});
