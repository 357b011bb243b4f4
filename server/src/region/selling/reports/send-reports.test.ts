import { OrderId, type SalesReport } from '@kaitong/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestRegion, type TestRegion } from '../../../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../../../store/testing.ts';
import { listUnacknowledged, removeTopic } from '../../../store/topics.ts';
import type { RegionContext } from '../../context.ts';
import { reportSale, SALES_OUTBOX } from './report.ts';
import { sendSales } from './send-reports.ts';

let server: TestDatabase;
let region: TestRegion;
/** Control's side: the numbers that it took, with what they said. */
let taken: Map<number, string>;
let context: RegionContext;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, {});
  context = { ...region.context, control: { ...region.context.control, reportSales } };
});
beforeEach(async () => {
  taken = new Map();
  await removeTopic(context.db, SALES_OUTBOX);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const reportSales: RegionContext['control']['reportSales'] = async ({ body }) => {
  for (const { seq, report } of body.reports)
    if (seq === taken.size + 1 && 'orderId' in report) taken.set(seq, report.orderId);
  return { taken: taken.size };
};

const orderOf = (n: number) => OrderId.parse(`or${String(n).padStart(18, '0')}`);
const reportOf = (n: number): SalesReport => ({
  type: 'order.closed',
  orderId: orderOf(n),
  uuid: 'a'.repeat(20) as never,
});

async function sell(...orders: number[]): Promise<void> {
  for (const n of orders) await context.db.transaction().execute((trx) => reportSale(trx, reportOf(n)));
}

async function sendUntilQuiet(): Promise<void> {
  const sender = sendSales(context);
  await expect.poll(() => listUnacknowledged(context.db, SALES_OUTBOX)).toEqual([]);
  await sender.stop();
}

test('control hears of every sale in order, and again of those that it lost when it was restored from a backup', async () => {
  await sell(1, 2, 3, 4);
  await sendUntilQuiet();
  expect([...taken.values()]).toEqual([1, 2, 3, 4].map(orderOf));
  for (const seq of [3, 4]) taken.delete(seq);
  await sell(5);
  await sendUntilQuiet();
  expect([...taken.values()]).toEqual([1, 2, 3, 4, 5].map(orderOf));
});

test('a region that was restored from a backup numbers behind what control has heard, so that nothing new is taken for old', async () => {
  await sell(1, 2);
  for (let seq = 1; seq <= 5; seq++) taken.set(seq, orderOf(seq)); // 1 and 2 among them: they were sent before the backup was needed
  await sendUntilQuiet();
  await sell(6);
  await sendUntilQuiet();
  expect([...taken.values()]).toEqual([1, 2, 3, 4, 5, 1, 2, 6].map(orderOf));
});
