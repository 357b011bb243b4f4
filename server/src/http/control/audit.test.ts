import {
  accounts,
  audit,
  auditCsvPath,
  operatorAudit,
  operatorAuditCsvPath,
  platform,
  products,
  sales,
  services,
} from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApplication } from '../../control/applications/create-application.ts';
import { type ControlRig, PASSWORD, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let operator: Awaited<ReturnType<ControlRig['operator']>>;
let maker: RigMaker;
let other: RigMaker;
beforeAll(async () => {
  rig = await startControl();
  operator = await rig.operator();
  maker = await rig.maker('maker');
  other = await rig.maker('other');
});
afterAll(() => rig[Symbol.asyncDispose]());

const trail = async (of: RigMaker, query = {}) => (await of.client(audit).listAudit({ query })).items;

test('what a maker does is in the maker’s trail, newest first, with who and by what, and in nobody else’s', async () => {
  const { pid } = await maker.client(products).createProduct({ body: { name: '门铃' } });
  const { id, key } = await maker.client(accounts).createApiKey({ body: { name: 'factory' } });
  await rig
    .browser({ origin: null, apiKey: key })
    .client(products)
    .issueLicences({ params: { pid }, body: { count: 2 } });
  await maker.client(accounts).revokeApiKey({ params: { id } });
  const { account, user } = maker.session;
  const base = { account: { id: account.id, name: account.name }, user: user.email };
  expect(await trail(maker)).toMatchObject([
    { ...base, action: 'api_key.revoked', subject: id, byKey: false, key: null },
    { ...base, action: 'licences.issued', subject: pid, byKey: true, key: { id, name: null }, details: { count: 2 } },
    { ...base, action: 'api_key.created', subject: id, byKey: false },
    { ...base, action: 'product.created', subject: pid, byKey: false, details: { name: '门铃' } },
  ]);
  expect(await trail(other)).toEqual([]);
  expect(JSON.stringify(await trail(maker))).not.toContain(key);
});

test('a sign-in is recorded with where it came from', async () => {
  await rig
    .browser()
    .client(accounts)
    .signIn({ body: { login: other.login, password: PASSWORD } });
  expect((await trail(other))[0]).toMatchObject({ action: 'session.started', details: { address: '127.0.0.1' } });
});

test('what the operator does to a maker’s things is in that maker’s trail, without who it was and why', async () => {
  await operator.client(platform).createResetLink({ body: { login: maker.login, password: PASSWORD } });
  expect((await trail(maker))[0]).toMatchObject({ action: 'reset_link.made', user: null, details: null });
  const all = operator.client(operatorAudit);
  const [entry] = (await all.listAuditForOperator({ query: {} })).items;
  expect(entry).toMatchObject({ action: 'reset_link.made', user: 'operator@example.com', subject: maker.login });
  const of = async (accountId: string) =>
    (await all.listAuditForOperator({ query: { accountId: accountId as never } })).items;
  expect((await of(other.session.account.id)).map(({ action }) => action)).toEqual(['session.started']);
});

test('the trail is narrowed by action, subject and time, and read page by page', async () => {
  const everything = await trail(maker);
  expect((await trail(maker, { action: 'product.created' })).length).toBe(1);
  const [created] = await trail(maker, { action: 'product.created' });
  expect(await trail(maker, { search: created?.subject.slice(2, 9), action: 'product.created' })).toEqual([created]);
  expect(await trail(maker, { search: '%' })).toEqual([]);
  expect(await trail(maker, { to: created?.at })).toEqual([]);
  expect(await trail(maker, { from: created?.at })).toEqual(everything);
  const paged: typeof everything = [];
  for (let cursor: string | undefined; ; ) {
    const page = await maker.client(audit).listAudit({ query: { limit: 2, ...(cursor ? { cursor } : {}) } });
    paged.push(...page.items);
    if (page.next === null) break;
    cursor = page.next;
  }
  expect(paged).toEqual(everything);
});

test('the trail is exported as CSV, one’s own by makers, all by operators, and nothing in it runs as a formula', async () => {
  await maker.client(products).createProduct({ body: { name: 'x' } });
  await rig.context.db.updateTable('audit').set({ subject: '=1+1' }).where('action', '=', 'api_key.revoked').execute();
  const read = async (of: { fetch: RigMaker['fetch'] }, path: string) => {
    const response = await of.fetch(path);
    return { status: response.status, lines: (await response.text()).trim().split('\n') };
  };
  const own = await read(maker, auditCsvPath);
  expect(own.lines[0]?.replace('\ufeff', '')).toBe('at,accountId,account,user,via,key,action,subject,details');
  expect(own.lines).toHaveLength((await trail(maker)).length + 1);
  expect(own.lines.find((line) => line.includes('api_key.revoked'))).toContain(",'=1+1,");
  expect(own.lines.join()).not.toContain(other.session.account.id);
  const all = await read(operator, operatorAuditCsvPath);
  expect(all.lines.join()).toContain(other.session.account.id);
  expect((await read(maker, operatorAuditCsvPath)).status).toBe(403);
  expect((await read(rig.browser(), auditCsvPath)).status).toBe(401);
  expect((await read(maker, `${auditCsvPath}?action=product.created`)).lines).toHaveLength(3);
  expect((await read(maker, `${auditCsvPath}?action=nonsense`)).status).toBe(422);
});

test('only administrators of an account read its trail', async () => {
  const { db } = rig.context;
  const { id } = other.session.user;
  await db.updateTable('member').set({ role: 'developer' }).where('user_id', '=', id).execute();
  expect(await refusedCode(other.client(audit).listAudit({ query: {} }))).toBe('not_allowed');
  expect((await other.fetch(auditCsvPath)).status).toBe(403);
  await db.updateTable('member').set({ role: 'administrator' }).where('user_id', '=', id).execute();
});

test('of several keys it is told which did what, also once it is revoked, and nobody else is told', async () => {
  const maker = await rig.maker('keys');
  const keys = [];
  for (const name of ['factory', 'leaked']) {
    const { id, key } = await maker.client(accounts).createApiKey({ body: { name } });
    const program = rig.browser({ origin: null, apiKey: key });
    const { pid } = await program.client(products).createProduct({ body: { name: `of ${name}` } });
    keys.push({ id, name, pid });
  }
  const [factory, leaked] = keys;
  const madeBy = async (pid: string | undefined) =>
    (await trail(maker, { search: pid, action: 'product.created' })).map(({ key }) => key);
  expect(await madeBy(factory?.pid)).toEqual([{ id: factory?.id, name: 'factory' }]);
  await maker.client(accounts).revokeApiKey({ params: { id: String(leaked?.id) } });
  expect(await madeBy(leaked?.pid)).toEqual([{ id: leaked?.id, name: null }]);
  const ofLeaked = await trail(maker, { search: leaked?.id });
  expect(ofLeaked.map(({ action }) => action)).toEqual(['api_key.revoked', 'product.created', 'api_key.created']);
  const file = await (await maker.fetch(`${auditCsvPath}?search=${leaked?.id}`)).text();
  expect(file).toContain(`,key,${leaked?.id},product.created,`);
});

test('what a program starts, accepts and takes away stands there too', async () => {
  const other = await rig.maker('programs');
  const { id: keyId, key } = await other.client(accounts).createApiKey({ body: { name: 'everything' } });
  const program = rig.browser({ origin: null, apiKey: key });
  const { account, user } = other.session;
  const caller = { ...{ accountId: account.id, userId: user.id, role: account.role }, sessionId: null, keyId };
  const body = { deviceId: '6c0123456789abcdefghij', acceptOlderFirmware: false };
  await createApplication(rig.context, { ...caller, kind: 'maker' }, { body } as never); // no region knows it
  const agreement = { serviceId: 'video-cloud-storage', agreementVersion: '2019-04-10' } as const;
  // The second time it is in force already.
  for (let time = 0; time < 2; time++) await program.client(services).createServiceOrder({ body: agreement });
  await program
    .client(sales)
    .createPrepaidRequest({ body: { contactName: 'Li', contact: '+8618500000000', message: 'about ten thousand' } });
  await program.fetch(auditCsvPath);
  const entries = (await trail(other)).filter(({ key }) => key !== null);
  expect(entries.map(({ action }) => action)).toEqual([
    'audit.exported',
    'prepaid.requested',
    'agreement.accepted',
    'application.created',
  ]);
  expect(entries[3]).toMatchObject({ details: { deviceId: body.deviceId } });
  expect(entries[2]).toMatchObject({ subject: '2019-04-10', details: { serviceId: agreement.serviceId } });
});
