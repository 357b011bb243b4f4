import { accounts, products, services, team } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAgreementInForce } from '../../control/services/is-agreement-in-force.ts';
import { authoriseIn } from '../testing/authorise.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const order = { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } as const;

test('the market shows camera services, one of them not to be had, and nothing in an empty category', async () => {
  const client = (await rig.maker('market')).client(services);
  const { items } = await client.listServices({ query: { category: 'camera' } });
  expect(items.map(({ id, hot, available }) => ({ id, hot, available }))).toEqual([
    { id: 'video-cloud-storage', hot: false, available: true },
    { id: 'ipc-streaming', hot: true, available: false },
  ]);
  expect((await client.listServices({ query: { category: 'speaker' } })).items).toEqual([]);
});

test('the agreement reads in both languages, with the same numbers', async () => {
  const client = (await rig.maker('reader')).client(services);
  const params = { serviceId: 'video-cloud-storage' } as const;
  const zh = await client.getAgreement({ params, query: {} });
  const en = await client.getAgreement({ params, query: { language: 'en', version: '2019-04-10' } });
  expect(zh).toMatchObject({
    version: '2019-04-10',
    updatedOn: '2019-04-10',
    title: '摄像头产品视频云存储客户分成协议',
  });
  const numbers = (agreement: typeof zh) =>
    agreement.chapters.flatMap(({ paragraphs }) => paragraphs.map((text) => text.match(/\d+(\.\d+)?/g)?.sort()));
  expect(numbers(en)).toEqual(numbers(zh));
  expect(await refusedCode(client.getAgreement({ params, query: { version: '1999-01-01' } }))).toBe('not_found');
  const streaming = client.getAgreement({ params: { serviceId: 'ipc-streaming' }, query: {} });
  expect(await refusedCode(streaming)).toBe('service_unavailable');
});

test('submitting puts the agreement in force at once, and submitting again, even at the same moment, makes no second order', async () => {
  const maker = await rig.maker('orders');
  const client = maker.client(services);
  const accountId = maker.session.account.id;
  expect(await isAgreementInForce(rig.context.db, accountId, 'video-cloud-storage')).toBe(false);
  const submits = Array.from({ length: 6 }, () => client.createServiceOrder({ body: order }));
  const ids = (await Promise.all(submits)).map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
  expect(await isAgreementInForce(rig.context.db, accountId, 'video-cloud-storage')).toBe(true);
  const { items } = await client.listServiceOrders({ query: {} });
  expect(items).toMatchObject([{ id: ids[0], state: 'in_force', agreementVersion: '2019-04-10' }]);
  const [camera] = (await client.listServices({ query: { category: 'camera' } })).items;
  expect(camera?.agreement?.version).toBe('2019-04-10');
});

test('only the version that is offered can be agreed to, and a newer one ends the order of the older', async () => {
  const maker = await rig.maker('versions');
  const client = maker.client(services);
  const older = await client.createServiceOrder({ body: order });
  const submit = (agreementVersion: string) => client.createServiceOrder({ body: { ...order, agreementVersion } });
  expect(await refusedCode(submit('2027-01-01'))).toBe('agreement_outdated');
  const { db } = rig.context;
  await db.updateTable('agreement_version').set({ state: 'past' }).execute();
  await db
    .insertInto('agreement_version')
    .values({
      service_id: 'video-cloud-storage',
      version: '2027-01-01',
      updated_on: '2027-01-01',
      share_percent: 12,
      state: 'current',
      published_at: null,
    })
    .execute();
  expect((await submit('2019-04-10')).id).toBe(older.id);
  const newer = await submit('2027-01-01');
  const { items } = await client.listServiceOrders({ query: {} });
  expect(items.map(({ id, state }) => [id, state])).toEqual([
    [newer.id, 'in_force'],
    [older.id, 'ended'],
  ]);
});

test('a service that is not to be had cannot be applied for', async () => {
  const client = (await rig.maker('wants')).client(services);
  const body = { serviceId: 'ipc-streaming', agreementVersion: '1' } as const;
  expect(await refusedCode(client.createServiceOrder({ body }))).toBe('service_unavailable');
});

test('an authorised account sees the product in its role and does what the role allows', async () => {
  const owner = await rig.maker('brand');
  const factory = await rig.maker('factory');
  const { pid } = await owner.client(products).createProduct({ body: { name: 'shared' } });
  const give = (role: 'viewer' | 'developer') => authoriseIn(owner, factory, pid, role);
  const issue = () => factory.client(products).issueLicences({ params: { pid }, body: { count: 1 } });
  expect(await refusedCode(issue())).toBe('not_found');
  await give('viewer');
  expect((await factory.client(products).getProduct({ params: { pid } })).role).toBe('viewer');
  expect(await refusedCode(issue())).toBe('not_allowed');
  const id = await give('developer');
  expect((await issue()).licences).toHaveLength(1);
  const further = factory.client(team).createInvitation({ body: { pids: [pid], login: owner.login, role: 'viewer' } });
  expect(await refusedCode(further)).toBe('not_allowed');
  expect((await factory.client(accounts).listAuthorisations({ query: {} })).items).toMatchObject([{ id, pid }]);
  await owner.client(accounts).revokeAuthorisation({ params: { id } });
  expect(await refusedCode(issue())).toBe('not_found');
});
