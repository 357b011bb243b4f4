// Whoever builds a camera on an MQTT library as its examples show it must not be offline for it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { secretProof } from '@kaitong/device';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { type BreakableLine, openBreakableLine } from './breakable-line.ts';

const PROGRAM = fileURLToPath(new URL('paho-camera.py', import.meta.url));
const PYTHON = '/usr/bin/python3'; // the one that Debian's paho is for

let rig: RunningRig;
let unit: Unit;
let line: BreakableLine;
let camera: ChildProcess;
let said: AsyncIterator<string>;

beforeAll(async () => {
  rig = await startRig();
  unit = await rig.unit();
  line = await openBreakableLine(rig.server.mqttPort ?? 0);
  const { deviceId, secret } = unit.credentials;
  const api = await unit.api();
  const { challenge } = await api.getChallenge({ body: { deviceId } });
  const { token } = await api.getToken({ body: { deviceId, challenge, proof: secretProof(secret, challenge) } });
  camera = spawn(PYTHON, [PROGRAM], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(line.port), DEVICE: deviceId, TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  said = createInterface({ input: camera.stdout ?? process.stdin })[Symbol.asyncIterator]();
});
afterAll(async () => {
  const exited = camera && once(camera, 'exit');
  camera?.kill('SIGKILL');
  await exited;
  await line?.close();
  await rig?.stop();
});

const params = () => ({ deviceId: unit.deviceId });
const shown = async () => (await unit.owner.getDevice({ params: params() })).presence;
const next = async () => (await said.next()).value;

async function expectThere(): Promise<void> {
  expect(await next()).toBe('connected');
  expect(await shown()).toBe('online'); // from its CONNACK on: nothing to wait for
  const motionDetection = { enabled: true, sensitivity: 'high', schedule: null } as const;
  const { settings } = await unit.owner.changeSettings({ params: params(), body: { motionDetection } });
  expect([settings.motionDetection, await next()]).toEqual([motionDetection, 'answered settings']);
  expect(await shown()).toBe('online');
}

test('a camera on paho is online whenever its library has reconnected, and in the app too', async () => {
  await expectThere();
  line.cut();
  await expectThere();
  line.halfOpen(); // its will is published when the new connection replaces the old one
  await expectThere();
  line.cut();
  await expectThere();
});
