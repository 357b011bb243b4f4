import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  accountEventsPath,
  accountEventsWithDevices,
  accounts,
  app,
  device,
  PairingText,
  products,
  Region,
} from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../config.ts';
import { type Server, startServer } from '../context.ts';
import { findFreePort } from '../free-port.ts';
import { planeToken } from '../http/plane-tokens.ts';
import { createBrowser } from '../http/testing/browser.ts';
import { refused, refusedCode } from '../http/testing/refused.ts';
import { sharedJudge } from '../http/testing/shared-judge.ts';
import { silentLog } from '../log.ts';
import { cheapPasswords } from '../secrets/testing.ts';
import { CONTROL_SCHEMA } from '../store/control/migrations.ts';
import type { ControlTables } from '../store/control/tables.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';

// Control and a region as an installation has them: other places, other databases, other master keys.
const PASSWORD = 'correct horse battery';
const PLANE_SECRET = 'a secret that only the planes of this installation share';

let folder: string;
const databases: TestDatabase[] = [];
let environments: { control: Record<string, string>; jp: Record<string, string> };
let control: Server;
let database: Database<ControlTables>;
let jp: Server | undefined;

const start = async (environment: Record<string, string>): Promise<Server> =>
  await startServer(readConfig(environment), {
    ...{ log: silentLog, judge: await sharedJudge('none') },
    passwords: cheapPasswords,
  });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-planes-'));
  databases.push(await startTestDatabase({ empty: true }), await startTestDatabase({ empty: true }));
  const twoInARow = () => findFreePort('127.0.0.1', { inARow: 2 }); // HTTP, and MQTT after it
  const [here, there] = [await twoInARow(), await twoInARow()];
  const place = (name: string, port: number, n: number) => ({
    KAITONG_DATA: path.join(folder, name),
    KAITONG_PORT: String(port),
    KAITONG_DATABASE_URL: databases[n]?.url ?? '',
    KAITONG_PLANE_TOKEN: PLANE_SECRET,
  });
  environments = {
    control: {
      ...place('control', here, 0),
      KAITONG_ROLES: 'control',
      KAITONG_REGION_URLS: `jp=http://127.0.0.1:${there}/jp`,
    },
    jp: { ...place('jp', there, 1), KAITONG_ROLES: 'jp', KAITONG_CONTROL_URL: `http://127.0.0.1:${here}` },
  };
  control = await start(environments.control);
  database = openDatabase({ connectionString: databases[0]?.url ?? '' }, CONTROL_SCHEMA, () => {});
});
afterAll(async () => {
  await jp?.stop();
  await control.stop();
  await database.close();
  for (const made of databases) await made[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('a region that starts later is told everything, and pairs cameras while control is away', async () => {
  const maker = createBrowser(control.url);
  await maker.client(accounts).register({ body: { login: 'm@example.com', password: PASSWORD, accountName: 'Lens' } });
  const client = maker.client(products);
  const { pid } = await client.createProduct({ body: { name: 'Far' } });
  const { licences } = await client.issueLicences({ params: { pid }, body: { count: 1 } });
  const [{ uuid, authKey } = { uuid: '', authKey: '' }] = licences;
  expect(await client.listDevices({ query: {} })).toEqual({ items: [], next: null, unreachable: ['jp'] });
  const link = await refused(client.linkTester({ body: { code: 'ABCDEFGH' } }));
  expect(link).toMatchObject({ code: 'region_unreachable', params: { region: 'jp' } });

  jp = await start(environments.jp);
  expect(await jp.openSetUpLink()).toBeUndefined();
  const phone = createBrowser(jp.url).client(app, '/jp');
  await phone.signUp({ body: { login: 'o@example.com', password: PASSWORD, name: 'Ann' } });
  const camera = createBrowser(jp.url, { origin: null }).client(device, '/jp');
  const pair = async () => {
    const { t: token } = PairingText.parse(JSON.parse((await phone.createPairingToken({})).text));
    const proof = createHmac('sha256', authKey).update(`${token}.${uuid}`).digest('hex');
    return await camera.pairDevice({ body: { token, uuid, proof, firmware: '1.0.0' } });
  };
  await control.stop();
  control = await start(environments.control); // tries at once what is still to be delivered
  await vi.waitFor(
    async () => {
      const rows = await database.db.selectFrom('licence_delivery').select('delivered_at').execute();
      expect(rows.map((row) => row.delivered_at !== null)).toEqual([true]);
    },
    { timeout: 20_000 },
  );
  const { deviceId } = await pair();
  expect((await client.listDevices({ query: {} })).items).toMatchObject([{ deviceId, region: 'jp', uuid }]);

  await control.stop();
  await phone.removeDevice({ params: { deviceId } });
  expect(await refusedCode(pair())).toBeUndefined();
  control = await start(environments.control);
});

test('a camera that is paired far away is heard of at once by whoever looks at devices, and by nobody else', async () => {
  const maker = createBrowser(control.url);
  await maker.client(accounts).register({ body: { login: 'n@example.com', password: PASSWORD, accountName: 'Near' } });
  const client = maker.client(products);
  const { pid } = await client.createProduct({ body: { name: 'Near' } });
  const { licences } = await client.issueLicences({ params: { pid }, body: { count: 2 } });
  const phone = createBrowser(jp?.url ?? '').client(app, '/jp');
  await phone.signUp({ body: { login: 'p@example.com', password: PASSWORD, name: 'Bob' } });
  const camera = createBrowser(jp?.url ?? '', { origin: null }).client(device, '/jp');
  const pair = async (n: number) => {
    const { uuid = '', authKey = '' } = licences[n] ?? {};
    const { t: token } = PairingText.parse(JSON.parse((await phone.createPairingToken({})).text));
    const proof = createHmac('sha256', authKey).update(`${token}.${uuid}`).digest('hex');
    return await camera.pairDevice({ body: { token, uuid, proof, firmware: '1.0.0' } });
  };
  const ending = new AbortController();
  const { signal } = ending;
  const listen = async (path: string) => {
    const { body } = await maker.fetch(path, { signal });
    const events = body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    return async (type: string): Promise<void> => {
      for (let text = ''; !text.includes(type); ) {
        const { value, done } = (await events?.next()) ?? { done: true };
        if (done) throw new Error(`ended before ${type}`);
        text += value;
      }
    };
  };
  const [hear, hearElse] = [await listen(accountEventsWithDevices), await listen(accountEventsPath)];
  await hear('devices.changed'); // the region is followed from here on
  await vi.waitFor(async () => expect(await refusedCode(pair(0))).toBeUndefined(), { timeout: 20_000 });
  await hear('devices.changed');
  expect((await client.listDevices({ query: { pid } })).items).toHaveLength(1);
  const other = hearElse('devices.changed').then(
    () => 'heard',
    () => 'not heard',
  );
  await pair(1);
  await hear('devices.changed');
  ending.abort();
  expect(await other).toBe('not heard');
});

test('another installation’s planes, and this one’s in the wrong direction, are not let in', async () => {
  const region = Region.parse('jp');
  const knock = async (token: string): Promise<number> => {
    const response = await fetch(`${jp?.url}/jp/plane/v1/find-device`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ deviceId: 'x', ping: false }),
    });
    await response.arrayBuffer();
    return response.status;
  };
  expect(await knock(planeToken(PLANE_SECRET, 'control', region))).toBe(200);
  expect(await knock(planeToken('another secret', 'control', region))).toBe(401);
  expect(await knock(planeToken(PLANE_SECRET, region, 'control'))).toBe(401);
  expect(await knock(planeToken(PLANE_SECRET, 'control', Region.parse('cn')))).toBe(401);
});
