import { control, csvPathOf, Problem, products } from '@kaitong/contract';
import { makerFiles, operatorFiles } from '@kaitong/contract/list-files';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fen, openFeed, paidReport } from '../../control/billing/testing/sales.ts';
import { openSeller } from '../../control/billing/testing/seller.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';

let rig: ControlRig;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
beforeAll(async () => {
  rig = await startControl();
  operator = await rig.operator();
});
afterAll(() => rig[Symbol.asyncDispose]());

type Reader = Pick<RigMaker, 'fetch'>;

async function read(reader: Reader, path: string, query: Record<string, string> = {}) {
  const response = await reader.fetch(`${path}?${new URLSearchParams({ language: 'zh-CN', ...query })}`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
  const problem = response.ok ? undefined : Problem.parse(JSON.parse(text)).code;
  return { headers: response.headers, text, problem, lines: text.split('\n') };
}

const PRODUCTS = csvPathOf(products.listProducts.path);

test('a list of several pages is one file, newest first, for spreadsheets that read Chinese and run no formula', async () => {
  const maker = await rig.maker('many');
  const client = maker.client(products);
  const { pid } = await client.createProduct({ body: { name: '=HYPERLINK("http://evil.example","卡片机")' } });
  await client.issueLicences({ params: { pid }, body: { count: 450 } });
  const list = await read(maker, PRODUCTS);
  expect(list.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(list.headers.get('content-disposition')).toBe('attachment; filename="kaitong-products.csv"');
  expect(list.text.startsWith('\ufeffPID,产品名称,云存储,')).toBe(true);
  expect(list.text).not.toContain('\r');
  expect(list.lines[1]).toContain(`${pid},"'=HYPERLINK(""http://evil.example"",""卡片机"")",未开通,`);
  const licences = await read(maker, csvPathOf(products.listLicences.path.replace(':pid', pid)), { language: 'en' });
  expect(licences.lines[0]).toContain('UUID,PID,Batch,State');
  const uuids = licences.lines.slice(1, -1).map((line) => line.slice(0, 20));
  expect(new Set(uuids).size).toBe(450);
  const [newest] = (await client.listLicences({ params: { pid }, query: { limit: 1 } })).items;
  expect(uuids[0]).toBe(newest?.uuid);
});

test('a file is narrowed as its list is, and what narrows it wrongly is refused', async () => {
  const maker = await rig.maker('narrow');
  const client = maker.client(products);
  for (const name of ['Alpha', 'Beta']) await client.createProduct({ body: { name } });
  const { lines } = await read(maker, PRODUCTS, { search: 'alp', cursor: 'made up', limit: '1' });
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain('Alpha');
  expect((await read(maker, PRODUCTS, { search: 'x'.repeat(81) })).problem).toBe('input_invalid');
});

test('devices are no file while a region is silent, which is named', async () => {
  const maker = await rig.maker('silent');
  await maker.client(products).createProduct({ body: { name: 'x' } });
  await rig.regions.eu.goAway();
  const { problem } = await read(maker, csvPathOf(products.listDevices.path));
  await rig.regions.eu.comeBack();
  expect(problem).toBe('region_silent');
});

test('each list’s file is its own account’s: another account reads nothing of it, and only operators read theirs', async () => {
  const seller = await openSeller(rig, 'owner-of-all');
  await openFeed(rig.context).report(
    paidReport(seller.pid, { listPrice: fen(1000), paid: fen(1000), usDollarListPrice: null }),
  );
  const stranger = await rig.maker('reader');
  for (const { operation } of makerFiles) {
    const path = csvPathOf(operation.path.replace(':pid', seller.pid));
    const { text, problem } = await read(stranger, path);
    expect([path, problem ?? text.split('\n').length]).toEqual([path, path.includes(seller.pid) ? 'not_found' : 2]);
  }
  for (const { operation } of operatorFiles) {
    expect((await read(stranger, csvPathOf(operation.path))).problem).toBe('not_allowed');
    expect((await read(operator, csvPathOf(operation.path))).problem).toBeUndefined();
  }
  expect((await read(rig.browser(), PRODUCTS)).problem).toBe('not_signed_in');
  const sold = await read(operator, csvPathOf(control.listOrdersForOperator.path));
  expect(sold.text).toContain(`${seller.pid},卡片机`);
});

test('the journal is a file with a line for each posting, whose amounts add up to nothing', async () => {
  const seller = await openSeller(rig, 'in-the-journal');
  const order = paidReport(seller.pid, { listPrice: fen(1000), paid: fen(1000), usDollarListPrice: null });
  await openFeed(rig.context).report(order);
  const { lines } = await read(operator, csvPathOf(control.listLedger.path), { search: order.orderId });
  expect(lines[0]).toBe('\ufeff时间（UTC）,凭证,科目,厂商,币种,金额');
  const postings = lines.slice(1, -1).map((line) => line.split(','));
  expect(postings.length).toBeGreaterThan(1);
  expect(new Set(postings.map(([, key]) => key)).size).toBe(1);
  const cents = postings.map((cells) => Math.round(Number(cells.at(-1)) * 100));
  expect([cents.reduce((sum, one) => sum + one, 0), cents.every((one) => one !== 0)]).toEqual([0, true]);
});

test('each column of a file has a title of its own, in both languages', () => {
  for (const { columns, name } of [...makerFiles, ...operatorFiles]) {
    const titles = columns.map(({ titles }) => titles.join());
    expect([name, new Set(titles).size]).toEqual([name, titles.length]);
  }
});

/** Lists of several pages that are no file beside themselves, and what there is instead. */
const WITHOUT_FILE: Partial<Record<keyof typeof control, string>> = {
  listAudit: 'the trail’s own file, whose every copy is in the trail',
  listAuditForOperator: 'the trail’s own file',
  listStatements: 'each statement is a file of its orders',
  listBulkActivations: 'each is a report as JUnit',
  listNotices: 'mails and webhooks carry them on',
  listDeliveries: 'what a receiver has to be told again is replayed',
  listApiKeys: 'a person made each of them, and so they are few',
  listAuthorisations: 'a person made each of them, and so they are few',
  listInvitations: 'a person made each of them, and so they are few',
  listTesters: 'a person made each of them, and so they are few',
  listActivations: 'a person made each of them, and so they are few',
  listPrepaidRequests: 'a person made each of them, and so they are few',
  listOwners: 'nobody takes the owners of a region home',
  listSoaks: 'each is a report, as JUnit too',
};

test('every list of several pages has its file, or it is said here why not', () => {
  const withFile = [...makerFiles, ...operatorFiles].map(({ operation }) => operation.path);
  const missing = Object.entries(control).flatMap(([name, { caller, path, reply }]) => {
    const isPaged = reply instanceof z.ZodObject && 'next' in reply.shape && 'items' in reply.shape;
    return isPaged && ['maker', 'operator'].includes(caller) && !withFile.includes(path) ? [name] : [];
  });
  expect(missing.toSorted()).toEqual(Object.keys(WITHOUT_FILE).toSorted());
});
