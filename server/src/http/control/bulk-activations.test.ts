// Many samples in one call: some at a time, in the name and with the rights of whoever made it, until all have an outcome.
import {
  accounts,
  applications,
  audit,
  type BulkActivationId,
  bulkActivations,
  bulkJunitPath,
  type Input,
  minutes,
  Pid,
  products,
  team,
} from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { applicationHooks, startControlWork } from '../../control/work.ts';
import { randomId } from '../../secrets/ids.ts';
import { authoriseIn, tokenIn } from '../testing/authorise.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

const AT_ONCE = 8;
/** Which product each device is of. */
const units = new Map<string, Pid>();

let rig: ControlRig;
let maker: RigMaker;
const works: { stop(): Promise<unknown> }[] = [];

beforeAll(async () => {
  rig = await startControl({
    hooks: applicationHooks,
    answers: {
      cn: {
        async findDevice(_caller, { body: { deviceId } }) {
          const pid = units.get(deviceId);
          return { judge: true, found: pid === undefined ? null : online(deviceId, pid) } as never;
        },
        async startRun() {
          return { started: true };
        },
        async endRun() {
          return {};
        },
      },
      eu: {
        async findDevice() {
          return { judge: true, found: null };
        },
      },
    },
  });
  // As two processes would.
  for (const _process of [1, 2]) works.push(startControlWork(rig.context));
  maker = await agreedMaker('bulk');
});
afterAll(async () => {
  await Promise.all(works.map((work) => work.stop()));
  await rig[Symbol.asyncDispose]();
});
beforeEach(() => sql`DELETE FROM rate_limit`.execute(rig.context.db));

const online = (deviceId: string, pid: Pid) => ({
  ...{ deviceId, pid, uuid: 'uuid0123456789abcdef', pairedAt: '2026-01-01T00:00:00.000Z' },
  ...{ presence: 'online', isExpected: true, firmware: '2.3.0', features: { sleepy: false, probe: false } },
  motionDetection: null,
});

async function agreedMaker(name: string): Promise<RigMaker> {
  const made = await rig.maker(name);
  const { account, user } = made.session;
  const order = { service_id: 'video-cloud-storage', agreement_version: '1' } as const;
  await rig.context.db
    .insertInto('service_order')
    .values({ id: randomId('so', 18), account_id: account.id, user_id: user.id, ...order })
    .execute();
  return made;
}

/** Devices that are there, each of a product of its own. */
async function pairUnits(n: number, of = maker): Promise<string[]> {
  const made: string[] = [];
  for (let k = 0; k < n; k++) {
    const { pid } = await of.client(products).createProduct({ body: { name: 'x' } });
    const deviceId = randomId('6c', 20);
    units.set(deviceId, Pid.parse(pid));
    made.push(deviceId);
  }
  return made;
}

const unknown = (n: number): string[] => Array.from({ length: n }, () => randomId('6c', 20));
const submit = (deviceIds: string[], of = maker) =>
  of.client(bulkActivations).createBulkActivation({ body: { deviceIds } });
const read = (id: BulkActivationId, of = maker) => of.client(bulkActivations).getBulkActivation({ params: { id } });
const cancelBulk = (id: BulkActivationId, of = maker) =>
  of.client(bulkActivations).cancelBulkActivation({ params: { id } });

const until = (id: BulkActivationId, expected: object, of = maker) =>
  vi.waitFor(
    async () => {
      const report = await read(id, of);
      expect(report).toMatchObject(expected);
      return report;
    },
    { timeout: 30_000, interval: 50 },
  );

async function cancelRunning(id: BulkActivationId, most = Number.POSITIVE_INFINITY): Promise<void> {
  const running = (await read(id)).items.filter(({ state }) => state === 'verifying');
  for (const { applicationId } of running.slice(0, most))
    if (applicationId) await maker.client(applications).cancelApplication({ params: { id: applicationId } });
}

const listed = async (search: string, of = maker) =>
  (await of.client(applications).listApplications({ query: { search } })).items;

test('some are on their way at once, each outcome makes room for the next, and it ends with the last', async () => {
  const deviceIds = await pairUnits(AT_ONCE + 2);
  const { id, items } = await submit(deviceIds);
  expect(items.map(({ line, deviceId }) => [line, deviceId])).toEqual(deviceIds.map((one, n) => [n + 1, one]));
  await until(id, { state: 'running', endedAt: null, counts: { verifying: AT_ONCE, waiting: 2 } });
  await cancelRunning(id, 1);
  await until(id, { counts: { verifying: AT_ONCE, waiting: 1, cancelled: 1 } });
  await cancelRunning(id, 2);
  await until(id, { endedAt: null, counts: { verifying: AT_ONCE - 1, waiting: 0, cancelled: 3 } });
  await cancelRunning(id);
  const report = await until(id, { state: 'ended', counts: { cancelled: AT_ONCE + 2, verifying: 0 } });
  expect(report.endedAt).not.toBeNull();
  for (const { deviceId, applicationId } of report.items)
    expect(await listed(deviceId)).toMatchObject([{ id: applicationId, deviceId }]);
});

test('what is no device’s id is named by its line and no application; an id that stands twice is meant once', async () => {
  const [first = '', second = ''] = unknown(2);
  const { id, items } = await submit([first, 'U 1234', first.toUpperCase(), second]);
  const malformed = { line: 2, deviceId: 'u1234', state: 'malformed', applicationId: null };
  expect(items.map(({ line, deviceId }) => [line, deviceId])).toEqual([
    [1, first],
    [2, 'u1234'],
    [4, second],
  ]);
  const report = await until(id, { state: 'ended', counts: { malformed: 1, refused: 2 } });
  expect(report.items[1]).toMatchObject({ ...malformed, problem: { code: 'device_id_malformed' } });
  expect(report.items[0]).toMatchObject({ state: 'refused', problem: { code: 'device_unknown' } });
  expect(await listed('u1234')).toEqual([]);
  expect(await refusedCode(submit([]))).toBe('input_invalid');
  expect(await refusedCode(submit(unknown(1001)))).toBe('input_invalid');
  expect((await submit(['nothing'])).items).toMatchObject([{ state: 'malformed' }]);
});

test('of two samples of one product one is tried; the other is refused for that, and the rest goes on', async () => {
  const [first = '', second = ''] = await pairUnits(2);
  const pid = units.get(first);
  if (!pid) throw new Error('no product');
  const twin = randomId('6c', 20);
  units.set(twin, pid);
  const { id } = await submit([first, twin, second]);
  const report = await until(id, { counts: { verifying: 2, refused: 1, waiting: 0 } });
  const ofProduct = report.items.filter((one) => one.pid === pid);
  expect(ofProduct.map(({ state }) => state).sort()).toEqual(['refused', 'verifying']);
  expect(ofProduct.find(({ state }) => state === 'refused')?.problem).toMatchObject({ code: 'run_in_progress' });
  await cancelRunning(id);
  await until(id, { state: 'ended', counts: { refused: 1, cancelled: 2 } });
});

test('cancelled, nothing more of it is begun; what was begun goes on, and it is over with the last of that', async () => {
  const deviceIds = await pairUnits(AT_ONCE + 1);
  const { id } = await submit([...deviceIds, ...unknown(3)]);
  await until(id, { counts: { verifying: AT_ONCE } });
  const cancelled = { state: 'cancelled', counts: { verifying: AT_ONCE, not_begun: 4, waiting: 0 } };
  expect(await cancelBulk(id)).toMatchObject({ ...cancelled, endedAt: null });
  await cancelRunning(id, AT_ONCE - 1);
  await until(id, {
    state: 'cancelled',
    endedAt: null,
    counts: { verifying: 1, cancelled: AT_ONCE - 1, not_begun: 4 },
  });
  await cancelRunning(id);
  const { endedAt } = await vi.waitFor(
    async () => {
      const report = await read(id);
      expect(report.endedAt).not.toBeNull();
      return report;
    },
    { timeout: 30_000, interval: 50 },
  );
  expect(await cancelBulk(id)).toMatchObject({ state: 'cancelled', endedAt, counts: { not_begun: 4 } });
  expect(await listed(deviceIds[AT_ONCE] ?? '')).toEqual([]);
  const { items } = await maker.client(audit).listAudit({ query: { action: 'bulk_activation.cancelled' } });
  expect(items).toMatchObject([{ subject: id, user: maker.login }]);
});

test('another account sees nothing of it and ends nothing; lists are the account’s own, in pages', async () => {
  const owner = await agreedMaker('lister');
  const made: string[] = [];
  for (let n = 0; n < 3; n++) made.unshift((await submit(['nothing'], owner)).id);
  const first = await owner.client(bulkActivations).listBulkActivations({ query: { limit: 2 } });
  expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2));
  expect(first.items[0]?.counts).toMatchObject({ malformed: 1, waiting: 0 });
  const query: Input<typeof bulkActivations.listBulkActivations>['query'] = { cursor: first.next ?? '' };
  const rest = await owner.client(bulkActivations).listBulkActivations({ query });
  expect([rest.items.map(({ id }) => id), rest.next]).toEqual([made.slice(2), null]);
  const stranger = await rig.maker('passer-by');
  const id = first.items[0]?.id as BulkActivationId;
  expect(await refusedCode(read(id, stranger))).toBe('not_found');
  expect(await refusedCode(cancelBulk(id, stranger))).toBe('not_found');
  expect((await stranger.fetch(bulkJunitPath(id))).status).toBe(404);
  expect((await owner.fetch(bulkJunitPath('x'))).status).toBe(404);
  expect((await rig.browser().fetch(bulkJunitPath(id))).status).toBe(401);
  expect((await stranger.client(bulkActivations).listBulkActivations({ query })).items).toEqual([]);
});

test('said twice under one key it is made once', async () => {
  const say = async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'the-batch' };
    const body = JSON.stringify({ deviceIds: ['nothing'] });
    const answer = await maker.fetch('/api/v1/bulk-activations', { method: 'POST', headers, body });
    return [answer.status, ((await answer.json()) as { id: string }).id];
  };
  const first = await say();
  expect(first[0]).toBe(201);
  expect(await say()).toEqual(first);
});

test('the report is JUnit too: whole XML, and a failure for each that is not approved', async () => {
  const { id } = await submit([...unknown(1), '<&">']);
  await until(id, { state: 'ended' });
  const answer = await maker.fetch(bulkJunitPath(id), { headers: { 'accept-language': 'en' } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/xml; charset=utf-8']);
  const xml = await answer.text();
  expect(xml).toContain(`<testsuite name="${id}" tests="2" failures="2">`);
  expect(xml).toContain('<failure type="device_unknown"');
  expect(xml).toContain('name="&lt;&amp;&quot;&gt;"');
  expect(openTags(xml)).toEqual([]);
});

/** What is left open, or closed by another name, of XML whose text holds no angle brackets of its own. */
function openTags(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name = '', self] of xml.replace(/^<\?xml[^>]*\?>/, '').matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)) {
    if (close && open.pop() !== name) return [`</${name}>`];
    if (!close && !self) open.push(name);
  }
  return open;
}

test('where the account may begin no more now, it says until when and goes on by itself', async () => {
  const { account } = maker.session;
  await sql`
    INSERT INTO rate_limit (key, hits, taken, expires_at)
    VALUES (${`check ${account.id}`}, array_fill(kaitong_now(), ARRAY[1000]), true, kaitong_now() + interval '1 day')`.execute(
    rig.context.db,
  );
  const { id } = await submit(unknown(3));
  const { pausedUntil } = await until(id, { state: 'running', pausedUntil: expect.any(String) });
  expect(Date.parse(String(pausedUntil))).toBeGreaterThan((await rig.clock.now()).getTime());
  expect((await read(id)).counts).toMatchObject({ waiting: 3 });
  await sql`DELETE FROM rate_limit`.execute(rig.context.db);
  await rig.clock.advance(minutes(2));
  await until(id, { state: 'ended', pausedUntil: null, counts: { refused: 3 } });
});

test('whoever made it is asked for at each sample: removed, or with a smaller role, nothing more is begun', async () => {
  for (const change of ['removed', 'viewer'] as const) {
    const friend = await rig.maker(`friend-${change}`);
    const invited = await maker.client(team).createInvitation({ body: { login: friend.login, role: 'developer' } });
    await friend.client(team).acceptInvitation({ body: { token: tokenIn(invited.url) } });
    const { id } = await submit([...(await pairUnits(AT_ONCE)), ...unknown(2)], friend);
    await until(id, { counts: { verifying: AT_ONCE, waiting: 2 } });
    const params = { userId: friend.session.user.id };
    if (change === 'removed') await maker.client(team).removeMember({ params });
    else await maker.client(team).changeMember({ params, body: { role: 'viewer' } });
    await cancelRunning(id, 1);
    const stopped = { state: 'stopped', problem: { code: 'not_allowed' }, endedAt: null };
    await until(id, { ...stopped, counts: { verifying: AT_ONCE - 1, not_begun: 2 } });
    await cancelRunning(id);
    const { items } = await until(id, { state: 'stopped', endedAt: expect.any(String) });
    expect(items.filter(({ state }) => state === 'not_begun')).toMatchObject([{ applicationId: null }, {}]);
  }
});

test('a key that activates may make one, its name stands in the trail, and with the key it ends', async () => {
  const { key, id: keyId } = await maker
    .client(accounts)
    .createApiKey({ body: { name: 'factory', scope: 'activate', days: 1 } });
  const deviceIds = [...(await pairUnits(AT_ONCE)), ...unknown(1)];
  const answer = await fetch(`${rig.url}/api/v1/bulk-activations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ deviceIds }),
  });
  const { id } = (await answer.json()) as { id: BulkActivationId };
  expect(answer.status).toBe(201);
  await until(id, { counts: { verifying: AT_ONCE } });
  const trail = await maker.client(audit).listAudit({ query: { action: 'application.created' } });
  expect(trail.items[0]).toMatchObject({ byKey: true, key: { id: keyId } });
  await maker.client(accounts).revokeApiKey({ params: { id: keyId } });
  await cancelRunning(id, 1);
  await until(id, { state: 'stopped', problem: { code: 'api_key_invalid' }, counts: { not_begun: 1 } });
  await cancelRunning(id);
  await until(id, { endedAt: expect.any(String) });
});

test('what somebody else’s role on a product allows, a sample of it may try', async () => {
  const [deviceId = ''] = await pairUnits(1);
  const pid = units.get(deviceId);
  if (!pid) throw new Error('no product');
  const friend = await agreedMaker('helper');
  await authoriseIn(maker, friend, pid, 'developer');
  const { id } = await submit([deviceId], friend);
  await until(id, { items: [{ pid, state: 'verifying' }] }, friend);
  const nobody = await agreedMaker('nobody');
  const { id: other } = await submit([deviceId], nobody);
  const { items } = await until(other, { state: 'ended', counts: { refused: 1 } }, nobody);
  expect(items).toMatchObject([{ pid: null, problem: { code: 'pid_not_in_account' } }]);
});
