// The key that protects every secret is replaced while the platform goes on: control and two regions as servers of their
// own, which are started again one after the other between the three steps.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import { accounts, createClient, Pid } from '@kaitong/contract';
import { type Credentials, pairDevice } from '@kaitong/device';
import { createLog, readConfig, type Server, startServer } from '@kaitong/server';
import { cheapPasswords, defaultKeyFile, forgetOutages, openMasterKey, sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { createMaker, createOwner, type Maker, type Owner } from '../../src/activation/testing/people.ts';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type Ground, openGround, type RegionName } from '../../src/activation/testing/rig.ts';
import { pairedUnit, type Unit } from '../../src/activation/testing/units.ts';
import { cookieSend } from '../../src/demo/session.ts';
import { completeEvents, expectPlayable } from '../../src/service/testing/footage.ts';
import { record } from '../../src/service/testing/record.ts';

type Name = 'control' | RegionName;
const NAMES = ['control', 'cn', 'eu'] as const;
const errors: string[] = [];
const closers: (() => Promise<void>)[] = [];

let ground: Ground;
let file: string;
let environments: Record<Name, Record<string, string>>;
let servers: Record<Name, Server>;
let maker: Maker;
let owner: Owner;
let licences: { uuid: string; authKey: string }[];
let pid: Pid;
let operatorKey: string;

async function start(name: Name): Promise<Server> {
  const log = createLog({ level: 'error' }, { write: (line) => void errors.push(line) });
  return await startServer(readConfig(environments[name]), {
    log,
    judge: await sharedJudge('none'),
    passwords: cheapPasswords,
  });
}

async function restart(name: Name): Promise<void> {
  await servers[name].stop();
  servers[name] = await start(name);
}

async function masterKey(step: 'add' | 'use' | 'finish'): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const output = { line: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const environment = { KAITONG_URL: servers.control.url, KAITONG_API_KEY: operatorKey };
  return { code: await main(['master-key', step, file], environment, output), said: said.join('\n') };
}

const ring = () => openMasterKey(file, { mayCreate: false });

/** A camera is paired in `cn`, which unwraps its licence and wraps its secret. */
async function pair(n: number): Promise<Unit> {
  const { text: pairingText } = await owner.createPairingToken({});
  const { uuid = '', authKey = '' } = licences[n] ?? {};
  const paired = await pairDevice({ pairingText, uuid, authKey, firmware: '2.3.0' });
  if (!paired.ok) throw new Error(paired.problem.code);
  const credentials: Credentials = paired.value;
  const rig = { regions: ground.regions, closers };
  return pairedUnit(rig, { pid, owner, firmware: '2.3.0', sleepy: false, credentials });
}

/** Everything that a master key wraps, as it stands: in every column of every table, and in both copies of the keys. */
async function wrappedBy(keyId: string): Promise<string[]> {
  const found: string[] = [];
  for (const { pool } of [ground.control, ground.regions.cn, ground.regions.eu]) {
    const { rows: tables } = await pool.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`,
    );
    for (const { name } of tables) {
      const { rowCount } = await pool.query(`SELECT FROM ${name} AS t WHERE t::text LIKE $1 LIMIT 1`, [
        `%w1.${keyId}.%`,
      ]);
      if (rowCount) found.push(name);
    }
  }
  for (const entry of readdirSync(ground.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.kept')) continue;
    const kept = path.join(entry.parentPath, entry.name);
    if (readFileSync(kept, 'utf8').includes(keyId)) found.push(path.basename(path.dirname(entry.parentPath)));
  }
  return found.sort();
}

beforeAll(async () => {
  ground = await openGround({ KAITONG_PLANE_TOKEN: 'a secret that all planes of this test share' });
  file = defaultKeyFile(ground.environment.KAITONG_DATA ?? '');
  const ports = { control: await freePorts(), cn: await freePorts(), eu: await freePorts() };
  const url = (name: Name) => `http://127.0.0.1:${ports[name]}`;
  const region = (name: RegionName) => ({
    ...ground.environment,
    KAITONG_ROLES: name,
    KAITONG_PORT: String(ports[name]),
    KAITONG_CONTROL_URL: url('control'),
  });
  environments = {
    control: {
      ...ground.environment,
      KAITONG_ROLES: 'control',
      KAITONG_PORT: String(ports.control),
      KAITONG_REGION_URLS: `cn=${url('cn')}/cn,eu=${url('eu')}/eu`,
    },
    cn: region('cn'),
    eu: region('eu'),
  };
  servers = { cn: await start('cn'), eu: await start('eu'), control: await start('control') };
  for (const { db } of [ground.control, ground.regions.cn, ground.regions.eu]) await forgetOutages(db);
  const people = createClient(accounts, cookieSend(url('control')));
  const token = new URL((await servers.control.openSetUpLink()) ?? '').searchParams.get('token') ?? '';
  await people.setUp({ body: { token, login: 'operator@example.com', password: 'correct horse battery' } });
  ({ key: operatorKey } = await people.createApiKey({ body: { name: 'keys' } }));
  maker = await createMaker({ ...ground, url: url('control') });
  owner = await createOwner({ ...ground, url: url('cn') }, 'cn');
  pid = Pid.parse((await maker.createProduct({ body: { name: '看家' } })).pid);
  ({ licences } = await maker.issueLicences({ params: { pid }, body: { count: 5 } }));
  await eventually(async () => {
    const { rows } = await ground.control.pool.query('SELECT FROM licence_delivery WHERE delivered_at IS NULL');
    expect(rows).toEqual([]);
  });
});
afterAll(async () => {
  await Promise.all(closers.map((close) => close()));
  for (const server of Object.values(servers ?? {})) await server.stop();
  await ground.close();
  expect(errors).toEqual([]);
});

test('cameras pair and record, owners stay signed in and play, at every moment of a rotation; in the end nothing needs the old key', async () => {
  const before = ring().keyId;
  const unit = await pair(0);
  await record(ground, unit);
  const [event] = await completeEvents(unit, 1);
  if (!event) throw new Error('nothing was recorded');
  expect(await wrappedBy(before)).toEqual(expect.arrayContaining(['device', 'keys', 'kept_secret', 'licence']));

  expect(await masterKey('add')).toMatchObject({ code: 0 });
  const added = ring().keyIds[1] ?? '';
  expect(ring().keyId).toBe(before);
  expect(await masterKey('add')).toMatchObject({ code: 64 });
  expect(await masterKey('use')).toMatchObject({
    code: 2,
    said: expect.stringContaining('cn: processes have not read'),
  });
  for (const name of NAMES) await restart(name);

  expect(await masterKey('use')).toMatchObject({ code: 0 });
  expect(ring().keyIds).toEqual([added, before]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // One process wraps by the new key already, the others by the old one, and they go on together.
  await restart('control');
  await maker.issueLicences({ params: { pid }, body: { count: 1 } });
  await pair(1);
  expect(await masterKey('finish')).toMatchObject({ code: 2, said: expect.stringContaining('do not wrap by key') });
  await restart('cn');
  await expectPlayable(unit, event);
  await record(ground, await pair(2));
  await restart('eu');

  const finished = await masterKey('finish');
  expect(finished).toMatchObject({ code: 0 });
  expect(ring().keyIds).toEqual([added]);
  expect(await wrappedBy(before)).toEqual([]);
  for (const name of NAMES) await restart(name);

  await expectPlayable(unit, event);
  await record(ground, await pair(3));
  expect((await owner.listDevices({})).items).toHaveLength(4);
  expect(await masterKey('finish')).toMatchObject({ code: 64 });
});
