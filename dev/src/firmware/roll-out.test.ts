// A maker releases firmware from a terminal, and a fleet takes it in stages.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import { type FirmwareRelease, Pid, ROLL_OUT } from '@kaitong/contract';
import { isInCohort } from '@kaitong/core';
import { type Credentials, createDevice, memoryStorage, pairDevice } from '@kaitong/device';
import { sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { forgetRates } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

const FLEET = 200;
const OTHERS = 5;
const image = randomBytes(100_000);
let rig: RunningRig;
let folder: string;
let environment: Record<string, string>;
let pid: Pid;
let fleet: Camera[];
let others: Camera[];
let file: string;
const keys = generateKeyPairSync('ed25519');
const makerKeys = [String(keys.publicKey.export({ format: 'pem', type: 'spki' }))];

beforeAll(async () => {
  rig = await startRig({}, { judge: await sharedJudge('none') });
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-firmware-'));
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'factory' } });
  environment = { KAITONG_URL: rig.url, KAITONG_API_KEY: key, LANG: 'en_GB.UTF-8' };
  const [mine, theirs] = await Promise.all([1, 2].map(() => rig.maker.createProduct({ body: { name: 'x' } })));
  pid = Pid.parse(mine?.pid);
  fleet = await pairFleet(pid, FLEET);
  others = await pairFleet(Pid.parse(theirs?.pid), OTHERS);
  file = inFolder('camera.bin', image);
});
afterAll(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true });
});

const inFolder = (name: string, bytes: string | Uint8Array): string => {
  const at = path.join(folder, name);
  writeFileSync(at, bytes);
  return at;
};

async function kaitong(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await main(args, environment, { line: (text) => lines.push(text), error: (text) => errors.push(text) });
  return { code, lines, errors };
}
const sign = (version: string, ...more: string[]) =>
  kaitong(
    'firmware',
    'sign',
    file,
    '--key',
    path.join(folder, 'maker.pem'),
    '--pid',
    pid,
    '--firmware',
    version,
    ...more,
  );
const release = () => kaitong('firmware', 'release', file, '--notes-zh', '修复', '--notes-en', 'Mended', '--json');

/** A camera's firmware and flash; each update runs from the next start. */
class Camera {
  firmware = '2.3.0';
  readonly #storage = memoryStorage();
  readonly credentials: Credentials;
  readonly #pid: string;
  constructor(credentials: Credentials, of: string) {
    this.credentials = credentials;
    this.#pid = of;
  }
  /** Starts, asks, installs, and starts again. */
  async update(): Promise<string> {
    let next = this.firmware;
    const install = async (bytes: Uint8Array, { version }: { version: string }) => {
      if (!Buffer.from(bytes).equals(image)) throw new Error('another image');
      next = version;
    };
    const updating = { pid: this.#pid, makerKeys, install };
    const start = () =>
      createDevice({
        credentials: this.credentials,
        firmware: this.firmware,
        storage: this.#storage,
        updating,
      }).update();
    const taken = await start();
    if (!taken.ok) throw new Error(taken.problem.detail);
    if (taken.value.is !== 'ready') return taken.value.is;
    this.firmware = next;
    await start();
    return 'installed';
  }
}

async function pairFleet(of: Pid, count: number): Promise<Camera[]> {
  const { licences, batch } = await rig.maker.issueLicences({ params: { pid: of }, body: { count } });
  await eventually(async () => {
    const { rows } = await rig.control.pool.query(
      `SELECT FROM licence_delivery WHERE batch = $1 AND region = 'cn' AND delivered_at IS NOT NULL`,
      [batch],
    );
    if (rows.length === 0) throw new Error('the region does not have the licences');
  });
  const cameras: Camera[] = [];
  for (let first = 0; first < count; first += 20) {
    await forgetRates(rig);
    const some = licences.slice(first, first + 20).map(async (licence) => {
      const { text: pairingText } = await rig.owners.cn.createPairingToken({});
      const paired = await pairDevice({ pairingText, ...licence, firmware: '2.3.0' });
      if (!paired.ok) throw new Error(paired.problem.detail);
      return new Camera(paired.value, of);
    });
    cameras.push(...(await Promise.all(some)));
  }
  return cameras;
}

/** All cameras of a street, some at a time. */
async function updateAll(cameras: readonly Camera[]): Promise<string[]> {
  const came: string[] = [];
  for (let first = 0; first < cameras.length; first += 20) {
    await forgetRates(rig);
    came.push(...(await Promise.all(cameras.slice(first, first + 20).map((camera) => camera.update()))));
  }
  return came;
}

const releaseOf = async (version: string): Promise<FirmwareRelease & { units: { installed: number } }> => {
  const { lines } = await kaitong('firmware', 'list', pid, '--json');
  return lines.map((line) => JSON.parse(line)).find((one) => one.manifest.version === version);
};
/** Until the cameras' region offers it to so many per cent, and has the image. */
const isOffered = (id: string, percent: number) =>
  eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(
      `SELECT FROM product, firmware_image WHERE pid = $1 AND release_id = $2 AND stored AND releases @> $3`,
      [pid, id, JSON.stringify([{ releaseId: id, percent }])],
    );
    if (rows.length === 0) throw new Error('the region does not offer it');
  });

test('an image is signed off line, and what nobody signed or registered is not released', async () => {
  inFolder('maker.pem', String(keys.privateKey.export({ format: 'pem', type: 'pkcs8' })));
  const other = inFolder('public.pem', makerKeys[0] ?? '');
  expect((await kaitong('firmware', 'sign', file, '--key', other, '--pid', pid, '--firmware', '2.4.0')).code).toBe(64);
  expect((await sign('2')).code).toBe(64);
  expect(await sign('2.4.0')).toMatchObject({ code: 0, lines: [`${file}.kaitong.json`] });
  expect(await release()).toMatchObject({ code: 2, errors: [expect.stringContaining('release_signature_wrong')] });
  expect((await kaitong('firmware', 'key', pid, path.join(folder, 'maker.pem'))).code).toBe(64);
  expect((await kaitong('firmware', 'key', pid, other)).code).toBe(0);
  expect(JSON.parse((await release()).lines[0] ?? '')).toMatchObject({ state: 'draft', hasImage: true });
  expect(readFileSync(`${file}.kaitong.json`, 'utf8')).not.toContain('PRIVATE');
  expect((await release()).errors.join()).toContain('release_exists');
});

test('two hundred cameras update in stages, each when its turn has come, and none of another product', async () => {
  const { id } = await releaseOf('2.4.0');
  let before = 0;
  for (const percent of ROLL_OUT) {
    expect((await kaitong('firmware', 'rollout', pid, '2.4.0')).lines).toEqual([`2.4.0: offered, ${percent} %`]);
    await isOffered(id, percent);
    const came = await updateAll(fleet);
    expect(came.filter((one) => one === 'refused')).toEqual([]);
    const due = fleet.filter(({ credentials }) => isInCohort(id, credentials.deviceId, percent)).length;
    expect(came.filter((one) => one === 'installed')).toHaveLength(due - before);
    expect((await releaseOf('2.4.0')).units).toMatchObject({ offered: 0, installed: due, failed: 0, rolledBack: 0 });
    before = due;
    expect(new Set(await updateAll(others))).toEqual(new Set(['none']));
  }
  expect(new Set(fleet.map(({ firmware }) => firmware))).toEqual(new Set(['2.4.0']));
  expect(new Set(others.map(({ firmware }) => firmware))).toEqual(new Set(['2.3.0']));
});

test('a halted release is offered to nobody, and what takes it back to those who run it', async () => {
  await sign('2.5.0');
  await release();
  await kaitong('firmware', 'rollout', pid, '2.5.0');
  const { id } = await releaseOf('2.5.0');
  await isOffered(id, 5);
  const few = fleet.slice(0, 40);
  const came = await updateAll(few);
  const some = few.filter(({ firmware }) => firmware === '2.5.0');
  expect(came.filter((one) => one === 'installed')).toHaveLength(some.length);
  expect((await kaitong('firmware', 'halt', pid, '2.5.0')).lines).toEqual(['2.5.0: halted, 5 %']);
  await isOffered(id, 0);
  expect(new Set(await updateAll(few))).toEqual(new Set(['none']));

  await sign('2.4.1', '--takes-back', '2.5.0');
  await release();
  for (let n = 0; n < ROLL_OUT.length; n++) await kaitong('firmware', 'rollout', pid, '2.4.1');
  const back = await releaseOf('2.4.1');
  await isOffered(back.id, 100);
  await updateAll(few);
  expect(few.filter(({ firmware }) => firmware === '2.5.0')).toEqual([]);
  expect(few.filter(({ firmware }) => firmware === '2.4.1')).toEqual(some);
  expect((await kaitong('firmware', 'list', pid)).lines.join('\n')).toMatch(/2\.4\.1 .*2\.5\.0 .*offered/);
});
