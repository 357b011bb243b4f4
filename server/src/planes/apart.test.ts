import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { accounts, controlCalls, type Op, products, Region, regionCalls } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { type Server, startServer } from '../context.ts';
import { doctor } from '../doctor/doctor.ts';
import { findFreePort } from '../free-port.ts';
import { type PlaneName, planeToken } from '../http/plane-tokens.ts';
import { createBrowser } from '../http/testing/browser.ts';
import { sharedJudge } from '../http/testing/shared-judge.ts';
import { createLog } from '../log.ts';
import { planeKey } from '../plane-keys/command.ts';
import { readPlaneKey } from '../plane-keys/keys.ts';
import { SIGNATURE_HEADER, signCall } from '../plane-keys/signed-call.ts';
import { cheapPasswords } from '../secrets/testing.ts';
import { CONTROL_SCHEMA } from '../store/control/migrations.ts';
import type { ControlTables } from '../store/control/tables.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';

// Control and a region that share nothing: a database, folders and a master key each, and of the other a public key only.
// A second region, kr, is known to control and has a key; it never runs.
const PASSWORD = 'correct horse battery';
const NAMES = ['control', 'jp', 'kr', 'jp-next'] as const;
type Name = (typeof NAMES)[number];

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-apart-'));
const databases: TestDatabase[] = [];
const keyFile = (name: Name): string => path.join(folder, `${name}.pem`);
const publicKeys = {} as Record<Name, string>;
const keys = {} as Record<Name, KeyObject>;
const lines: string[] = [];
const log = createLog({ level: 'warn' }, { write: (line) => void lines.push(line) });
let environments: Record<'control' | 'jp', Record<string, string>>;
let servers: Record<'control' | 'jp', Server>;
let database: Database<ControlTables>;

const start = async (environment: Record<string, string>): Promise<Server> =>
  await startServer(readConfig(environment), { log, judge: await sharedJudge('none'), passwords: cheapPasswords });

beforeAll(async () => {
  for (const name of NAMES) {
    const line = (text: string) => void Object.assign(publicKeys, { [name]: text });
    expect(planeKey({ args: [keyFile(name)], environment: {}, line, error: line })).toBe(0);
    keys[name] = createPrivateKey(readPlaneKey(keyFile(name)));
  }
  databases.push(await startTestDatabase({ empty: true }), await startTestDatabase({ empty: true }));
  const twoInARow = () => findFreePort('127.0.0.1', { inARow: 2 });
  const [here, there] = [await twoInARow(), await twoInARow()];
  const place = (name: 'control' | 'jp', port: number, n: number) => ({
    KAITONG_DATA: path.join(folder, name),
    KAITONG_PORT: String(port),
    KAITONG_DATABASE_URL: databases[n]?.url ?? '',
    KAITONG_PLANE_KEY: keyFile(name),
    KAITONG_ROLES: name,
  });
  environments = {
    control: {
      ...place('control', here, 0),
      KAITONG_REGION_URLS: `jp=http://127.0.0.1:${there}/jp,kr=http://127.0.0.1:9/kr`,
      KAITONG_REGION_KEYS: `jp=${publicKeys.jp},jp=${publicKeys['jp-next']},kr=${publicKeys.kr}`,
    },
    jp: {
      ...place('jp', there, 1),
      KAITONG_CONTROL_URL: `http://127.0.0.1:${here}`,
      KAITONG_CONTROL_KEY: publicKeys.control,
    },
  };
  servers = { jp: await start(environments.jp), control: await start(environments.control) };
  database = openDatabase({ connectionString: databases[0]?.url ?? '' }, CONTROL_SCHEMA, () => {});
});
afterAll(async () => {
  await database.close();
  for (const server of Object.values(servers)) await server.stop();
  for (const made of databases) await made[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const JP = Region.parse('jp');
const KR = Region.parse('kr');
const baseOf = (to: PlaneName): string => (to === 'control' ? servers.control.url : `${servers.jp.url}/jp`);

type Knock = { key: KeyObject; from: PlaneName; to: PlaneName; at?: PlaneName; now?: Date };
type Call = { method: string; path: string; body: string | null };

const callOf = ({ method, path: pattern }: Op, body: object = {}): Call => ({
  method,
  path: pattern.replace(/:\w+/g, 'a'.repeat(20)),
  body: method === 'GET' ? null : JSON.stringify(body),
});

const headersOf = ({ key, from, to, now = systemClock.now() }: Knock, call: Call): Record<string, string> => ({
  [SIGNATURE_HEADER]: signCall(key, { from, to }, call, now),
});

async function carry(at: PlaneName, { method, path: where, body }: Call, headers: Record<string, string>) {
  const type: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' };
  const response = await fetch(baseOf(at) + where, { method, body, headers: { ...headers, ...type } });
  return { status: response.status, body: (await response.json()) as { code?: string } };
}

const knock = async (given: Knock, call: Call) => await carry(given.at ?? given.to, call, headersOf(given, call));

const findDevice = callOf(regionCalls.findDevice, { deviceId: 'x', ping: false });
const mine: Knock = {
  get key() {
    return keys.control;
  },
  from: 'control',
  to: JP,
};
const OPERATIONS = { control: Object.entries(controlCalls), jp: Object.entries(regionCalls) };

test('what control has for a region reaches it by signed calls, and nothing that both know would open either', async () => {
  const maker = createBrowser(servers.control.url);
  await maker.client(accounts).register({ body: { login: 'm@example.com', password: PASSWORD, accountName: 'Lens' } });
  const { pid } = await maker.client(products).createProduct({ body: { name: 'Far' } });
  await maker.client(products).issueLicences({ params: { pid }, body: { count: 1 } });
  await vi.waitFor(
    async () => {
      const rows = await database.db
        .selectFrom('licence_delivery')
        .select('delivered_at')
        .where('region', '=', JP)
        .execute();
      expect(rows.map((row) => row.delivered_at !== null)).toEqual([true]);
    },
    { timeout: 20_000 },
  );
  expect(await maker.client(products).listDevices({ query: {} })).toMatchObject({ unreachable: ['kr'] });
  expect((await knock(mine, findDevice)).status).toBe(200);
  // A token of a shared secret, which neither has, and of none.
  for (const secret of ['', 'a secret that only the planes of this installation share'])
    for (const [from, to] of [
      ['control', JP],
      [JP, 'control'],
    ] as const) {
      const [call] = to === 'control' ? [callOf(controlCalls.isControlThere)] : [callOf(regionCalls.isThere)];
      const headers = { authorization: `Bearer ${planeToken(secret, from, to)}` };
      expect(call && (await carry(to, call, headers)).status).toBe(401);
    }
});

test.each(['control', 'jp'] as const)('every operation of %s refuses another region’s key', async (name) => {
  const to: PlaneName = name === 'control' ? name : JP;
  const from: PlaneName = name === 'control' ? JP : 'control';
  expect(OPERATIONS[name].length).toBeGreaterThan(10);
  for (const [operation, op] of OPERATIONS[name]) {
    const call = callOf(op as Op);
    // As the one that may call, by a key that is known for another; as itself, in the wrong direction or unknown.
    expect([operation, (await knock({ key: keys.kr, from, to }, call)).status]).toEqual([operation, 401]);
    if (name === 'jp')
      expect([operation, (await knock({ key: keys.kr, from: KR, to }, call)).status]).toEqual([operation, 401]);
    expect([operation, (await carry(to, call, {})).status]).toEqual([operation, 401]);
  }
});

test('a region that calls as itself says nothing for another one', async () => {
  const id = 'a'.repeat(18);
  const [applicationId, pid] = [`ap${id}`, 'a'.repeat(16)];
  const report = { seq: 1, report: { type: 'footage', state: 'visible' } };
  const bodies = {
    settleClaims: { region: 'jp', released: [], claims: [] },
    sendAgain: { region: 'jp' },
    reportRun: { region: 'jp', reports: [report] },
    reportRuns: { region: 'jp', runs: [{ applicationId, reports: [report] }] },
    reportSales: { region: 'jp', reports: [{ seq: 1, report: { type: 'owner.left', ownerId: `ow${id}`, links: [] } }] },
    claimTrial: { region: 'jp', orderId: `or${id}`, pid },
    holdCoupon: {
      region: 'jp',
      code: 'CODE',
      orderId: null,
      pid,
      trial: false,
      listPrice: { amount: 100, currency: 'CNY' },
    },
  };
  for (const [operation, body] of Object.entries(bodies)) {
    const call = callOf(controlCalls[operation as keyof typeof bodies], body);
    const where = operation === 'reportRun' ? call.path.replace('a'.repeat(20), applicationId) : call.path;
    const answer = await knock({ key: keys.kr, from: KR, to: 'control' }, { ...call, path: where });
    expect([operation, answer.status, answer.body.code]).toEqual([operation, 403, 'not_allowed']);
  }
});

test('a call is taken once, as it was signed, where it was meant for and while it is fresh', async () => {
  const headers = headersOf(mine, findDevice);
  expect((await carry(JP, findDevice, headers)).status).toBe(200);
  expect((await carry(JP, findDevice, headers)).status).toBe(401);
  const other = callOf(regionCalls.findDevice, { deviceId: 'y', ping: false });
  expect((await carry(JP, other, headersOf(mine, findDevice))).status).toBe(401);
  expect((await carry(JP, { ...findDevice, path: '/plane/v1/owners/find' }, headersOf(mine, findDevice))).status).toBe(
    401,
  );
  expect((await carry(JP, findDevice, headersOf({ ...mine, key: keys.control, to: KR }, findDevice))).status).toBe(401);
  for (const off of [-61_000, 61_000]) {
    const now = new Date(systemClock.now().getTime() + off);
    expect((await knock({ ...mine, key: keys.control, now }, findDevice)).status).toBe(401);
  }
  const wrong = lines.flatMap((line) => {
    const { msg, wrong: why } = JSON.parse(line) as { msg: string; wrong?: string };
    return msg === 'plane.refused' && why ? [why] : [];
  });
  expect(new Set(wrong)).toEqual(new Set(['signature', 'repeated', 'clock']));
});

async function look(name: 'control' | 'jp', change: Record<string, string> = {}) {
  const said: string[] = [];
  const environment = { ...environments[name], ...change };
  await doctor({
    args: ['--json'],
    environment,
    line: (one) => void said.push(one),
    error: (one) => void said.push(one),
  });
  const secret = readPlaneKey(environment.KAITONG_PLANE_KEY ?? '').split('\n')[1] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  expect(said.join('\n')).not.toContain(secret);
  return said
    .map((one) => JSON.parse(one) as { code: string; params: { plane?: string } })
    .filter(({ code }) => code.startsWith('plane_'));
}

test('doctor proves on both sides that the other answers and that each has the key that the other knows', async () => {
  expect(await look('jp')).toMatchObject([{ code: 'plane_answers', params: { plane: 'control' } }]);
  expect(await look('control')).toMatchObject([
    { code: 'plane_answers', params: { plane: 'jp' } },
    { code: 'plane_away', params: { plane: 'kr' } },
  ]);
  expect(await look('jp', { KAITONG_PLANE_KEY: keyFile('kr') })).toMatchObject([{ code: 'plane_refuses' }]);
  expect(await look('jp', { KAITONG_CONTROL_KEY: publicKeys.kr })).toMatchObject([{ code: 'plane_has_another_key' }]);
});

test('while a region changes its key, calls are taken that either signed', async () => {
  const claims = callOf(controlCalls.settleClaims, { region: 'jp', released: [], claims: [] });
  for (const name of ['jp', 'jp-next'] as const)
    expect((await knock({ key: keys[name], from: JP, to: 'control' }, claims)).status).toBe(200);
  expect(await look('jp', { KAITONG_PLANE_KEY: keyFile('jp-next') })).toMatchObject([{ code: 'plane_answers' }]);
});
