// The operator's backup of a platform with an activated product, restored on the embedded database of a new data folder.
import { execFile } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchSend } from '@kaitong/client';
import { control, createClient } from '@kaitong/contract';
import { readConfig, restoreBackup, type Server, silentLog, startServer } from '@kaitong/server';
import { cheapPasswords } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cookieSend } from '../demo/session.ts';
import { linkTester, type Outcome } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import type { Unit } from './testing/units.ts';

const KAITONG = path.resolve(import.meta.dirname, '../../../client/bin/kaitong.mjs');
const operator = { login: 'operator@example.com', password: 'correct horse battery' };

type Ran = { code: number; stdout: string; stderr: string };

/** The command as an operator runs it. */
function kaitong(args: string[], url: string, key: string): Promise<Ran> {
  const env = { ...process.env, KAITONG_URL: url, KAITONG_API_KEY: key, LC_ALL: 'C.UTF-8' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [KAITONG, ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const withKey = (url: string, key: string) =>
  createClient(control, fetchSend(url, { headers: { authorization: `Bearer ${key}` } }));

let rig: RunningRig;
let unit: Unit;
let outcome: Outcome;
let makerKey: string;
let operatorKey: string;
let file: string;

beforeAll(async () => {
  rig = await startRig();
  unit = await rig.unit();
  await linkTester(rig.maker, unit.owner);
  const camera = await unit.camera();
  outcome = await rig.maker.activate(unit.deviceId);
  await camera.stop();
  ({ key: makerKey } = await rig.maker.console.createApiKey({ body: { name: 'second' } }));
  const token = new URL((await rig.server.openSetUpLink()) ?? '').searchParams.get('token') ?? '';
  const people = createClient(control, cookieSend(rig.url));
  await people.setUp({ body: { token, ...operator } });
  ({ key: operatorKey } = await people.createApiKey({ body: { name: 'backups' } }));
  file = path.join(rig.folder, 'kaitong.tar');
});
afterAll(() => rig.stop());

test('the operator saves a backup; a maker cannot, and is told why', async () => {
  expect(outcome.application).toMatchObject({ state: 'approved', pid: unit.pid });
  const refused = await kaitong(['backup', '--out', file], rig.url, makerKey);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('Only the operator makes backups')]);
  const { code, stdout, stderr } = await kaitong(['backup', '--out', file, '--json'], rig.url, operatorKey);
  expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ file, bytes: statSync(file).size })]);
  expect(stderr).toContain('master key is not inside');
  expect(stderr).toContain('footage is not inside');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(rig.folder).filter((name) => name.includes('.part-'))).toEqual([]);
});

test('restored on a new data folder the product is activated, its certificate verifies, and everybody signs in', async () => {
  const config = readConfig({
    KAITONG_DATA: path.join(rig.folder, 'restored'),
    KAITONG_MASTER_KEY: readConfig(rig.environment).masterKeyFile,
    KAITONG_PORT: '0',
    KAITONG_ROLES: 'control,cn,eu',
  });
  await restoreBackup(config, file, { log: silentLog });
  const server = await startServer(config, { log: silentLog, judge: { processes: 1 }, passwords: cheapPasswords });
  try {
    await expectAlive(server);
  } finally {
    await server.stop();
  }
});

async function expectAlive(server: Server): Promise<void> {
  const maker = withKey(server.url, makerKey);
  const { id } = outcome.application;
  const application = await maker.getApplication({ params: { id } });
  const { footage: _, lagging: __, ...rest } = outcome.application; // both go on after the end
  expect(application).toMatchObject(rest);
  expect((await maker.getProduct({ params: { pid: unit.pid } })).activation).toMatchObject({ deviceId: unit.deviceId });

  // It was visible, and no backup holds it.
  expect(outcome.application.footage).toBe('visible');
  await vi.waitFor(async () => expect((await maker.getApplication({ params: { id } })).footage).toBe('deleted'), {
    timeout: 20_000,
  });

  const { certificate } = await maker.getCertificate({ params: { id } });
  const saved = path.join(rig.folder, 'certificate.jws');
  writeFileSync(saved, certificate);
  const verified = await kaitong(['certificate', 'verify', saved], server.url, makerKey);
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining(`PID ${unit.pid}`)]);

  const people = createClient(control, cookieSend(server.url));
  expect((await people.signIn({ body: operator })).account.kind).toBe('operator');
  await people.signIn({ body: { login: rig.maker.login, password: operator.password } });
  const devices = await maker.listDevices({ query: {} });
  expect(devices).toMatchObject({ items: [{ deviceId: unit.deviceId }], unreachable: [] });
}
