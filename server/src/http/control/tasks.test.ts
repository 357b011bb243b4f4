import { operatorSales, type Pid, products, RefundId, Region, sales, tasks } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fen, openFeed, paidReport } from '../../control/billing/testing/sales.ts';
import { openSeller, type Seller } from '../../control/billing/testing/seller.ts';
import { listLaggingRegions } from '../../control/products/lagging-regions.ts';
import { randomId } from '../../secrets/ids.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
let seller: Seller;
let feed: ReturnType<typeof openFeed>;
beforeAll(async () => {
  rig = await startControl({
    hooks: {
      publicationLagging: async (_trx, { region }) => heard('lagging', region),
      publicationConfirmed: async (_trx, { region }) => heard('confirmed', region),
    },
  });
  operator = await rig.operator();
  seller = await openSeller(rig, 'seller');
  feed = openFeed(rig.context, Region.parse('cn'));
});
afterAll(() => rig[Symbol.asyncDispose]());

type Heard = 'lagging' | 'confirmed';
const waiting = new Map<Heard, () => void>();
const heard = (what: Heard, region: string): void => void (region === 'eu' && waiting.get(what)?.());
const next = (what: Heard) => new Promise<void>((resolve) => waiting.set(what, resolve));
/** The hooks run within a delivery's transaction: this waits for its end. */
const settled = (pid: Pid) =>
  rig.context.db.selectFrom('publication').select('pid').where('pid', '=', pid).forUpdate().execute();

const read = () => operator.client(tasks).listTasks({});

test('a fresh platform needs no hand', async () => {
  expect(await read()).toEqual({
    refusedRefunds: { count: 0, first: [] },
    requests: { count: 0, first: [] },
    due: { count: 0, first: [] },
    lagging: [],
  });
});

test('a refused refund stands there until it is asked for anew', async () => {
  const order = paidReport(seller.pid, { listPrice: fen(1000), paid: fen(1000), usDollarListPrice: null });
  const refundId = RefundId.parse(randomId('rf', 18));
  const asked = { orderId: order.orderId, refundId, amount: fen(300), at: order.paidAt };
  await feed.report(order, { type: 'refund.refused', ...asked });
  expect((await read()).refusedRefunds).toEqual({
    count: 1,
    first: [{ orderId: order.orderId, region: 'cn', amount: fen(300), at: order.paidAt }],
  });
  await feed.report({ type: 'refund.requested', ...asked });
  expect((await read()).refusedRefunds.count).toBe(0);
});

test('requests are counted whole and the oldest stand there, without what they say, until somebody answers', async () => {
  const ask = async (message: string) => {
    const body = { contactName: 'Lin', contact: 'lin@example.com', message };
    return (await seller.maker.client(sales).createPrepaidRequest({ body })).id;
  };
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) ids.push(await ask(`secret ${n}`));
  const { requests } = await read();
  expect(requests.count).toBe(7);
  expect(requests.first).toHaveLength(5);
  expect(JSON.stringify(requests)).not.toMatch(/secret|Lin|lin@/);
  for (const id of ids)
    await operator.client(operatorSales).changeContactRequest({ params: { id }, body: { state: 'in_contact' } });
  expect((await read()).requests).toEqual({ count: 0, first: [] });
});

test('what is settled and not paid out is due, by the books, and says where nobody knows where to', async () => {
  const { db } = rig.context;
  const account = `due:${seller.accountId}`;
  await db.transaction().execute(async (trx) => {
    const { id } = await trx
      .insertInto('ledger_transaction')
      .values({ key: 'a test settles', at: rig.clock.now() })
      .returning('id')
      .executeTakeFirstOrThrow();
    const line = { transaction_id: id, currency: 'CNY' as const };
    await trx
      .insertInto('ledger_posting')
      .values([
        { ...line, n: 1, account: `accrued:${seller.accountId}`, amount: 500 },
        { ...line, n: 2, account, amount: -500 },
      ])
      .execute();
  });
  expect((await read()).due).toEqual({
    count: 1,
    first: [{ accountId: seller.accountId, accountName: expect.any(String), money: fen(500), payable: false }],
  });
});

test('a region that has not taken a change at its first try is named until it has', async () => {
  const client = seller.maker.client(products);
  await vi.waitFor(async () => expect(await listLaggingRegions(rig.context.db, seller.pid)).toEqual([]), 20_000);
  await rig.regions.eu.goAway();
  const lagging = next('lagging');
  const { pid } = await client.createProduct({ body: { name: 'late' } });
  await lagging;
  await settled(pid);
  const [one, ...others] = (await read()).lagging;
  expect([one?.region, one?.changes, others]).toEqual(['eu', 1, []]);
  const confirmed = next('confirmed');
  await rig.regions.eu.comeBack();
  await confirmed;
  await settled(pid);
  expect((await read()).lagging).toEqual([]);
});

test('makers read none of it', async () => {
  expect(await refusedCode(seller.maker.client(tasks).listTasks({}))).toBe('not_allowed');
});
