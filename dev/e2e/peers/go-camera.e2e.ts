// A camera that was written from docs/protocol alone, in a language that nothing here is written in: what it had to ask
// became sentences of the description and the specification.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ItemName } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { issueLicence } from '../../src/activation/testing/units.ts';
import { endOf, footageOf, start, verdictsOf } from '../../src/conformance/testing/tested.ts';

const SOURCE = fileURLToPath(new URL('go-camera', import.meta.url));

let rig: RunningRig;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-go-camera-'));
  await promisify(execFile)('go', ['build', '-o', path.join(folder, 'camera'), '.'], {
    cwd: SOURCE,
    // Debian's packages as they lie there: nothing is fetched.
    env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode' },
  });
  rig = await startRig({ KAITONG_TLS: 'self' });
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(async () => {
  await rig?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function makeLicence() {
  const { pid } = await rig.maker.createProduct({ body: { name: 'Camera in Go' } });
  const { uuid, authKey } = await issueLicence(rig, { maker: rig.maker, pid, region: 'cn' });
  const { text } = await rig.owners.cn.createPairingToken({});
  return { PAIRING: text, UUID: uuid, AUTHKEY: authKey };
}

/** Starts the camera and resolves once it knows who it is. */
async function startCamera() {
  const child = spawn(path.join(folder, 'camera'), {
    env: { ...process.env, ...(await makeLicence()), STATE: folder },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const exited = once(child, 'exit');
  let said = '';
  const paired = new Promise<string>((resolve) => {
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString();
      const [, deviceId] = /device (\w+)/.exec(said) ?? [];
      if (deviceId) resolve(deviceId);
    });
  });
  const early = exited.then(() => Promise.reject(new Error(`The camera ended:\n${said}`)));
  early.catch(() => {}); // once it is paired it ends when it is told to
  const deviceId = await Promise.race([paired, early]);
  return {
    deviceId,
    said: () => said,
    wave: () => child.kill('SIGUSR1'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test('a camera written from the protocol’s pages alone is activated over TLS, and passes the extended test', {
  timeout: 800_000,
}, async () => {
  await using camera = await startCamera();
  const run = await rig.maker.submit(camera.deviceId);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  camera.wave();
  const { application } = await run.ended();
  expect(application.state, `${JSON.stringify(application)}\n${camera.said()}`).toBe('approved');

  const { id } = await start(rig.maker, camera.deviceId);
  const report = await endOf(rig.maker, id, 700_000);
  const passed = Object.fromEntries(ItemName.options.map((name) => [name, 'pass as_expected']));
  const unclaimed = { sleep: 'skipped never_sleeps', update: 'skipped no_update_offered' };
  const expected = { ...passed, ...unclaimed, night: 'skipped stays_bright' }; // it has no sensor for `light`, which it may leave
  expect(verdictsOf(report), `${footageOf(report)}\n${camera.said()}`).toEqual(expected);
});
