import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import {
  CONFORMANCE_ITEMS,
  type FirmwareRelease,
  Pid,
  type ReleaseId,
  SignedManifest,
  type UpdateCounts,
} from '@kaitong/contract';
import { waitingItem } from '@kaitong/core';
import { createDevice, memoryStorage, pairDevice } from '@kaitong/device';
import { eventually } from '../../activation/testing/eventually.ts';
import { forgetRates } from '../../activation/testing/people.ts';
import type { Rig } from '../../activation/testing/rig.ts';
import { pairedUnit, type Unit } from '../../activation/testing/units.ts';

export const OLD = '2.3.0';
/** At a time: a server has only so many places for those who pair. */
const SOME = 20;

/** A maker's desk: a folder with an image and keys, and a terminal that is signed in. */
export async function openDesk(rig: Pick<Rig, 'url' | 'maker'>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-firmware-'));
  const image = randomBytes(100_000);
  const keys = generateKeyPairSync('ed25519');
  const publicKey = String(keys.publicKey.export({ format: 'pem', type: 'spki' }));
  const place = (name: string, bytes: string | Uint8Array): string => {
    const at = path.join(folder, name);
    writeFileSync(at, bytes);
    return at;
  };
  const files = {
    image: place('camera.bin', image),
    privateKey: place('maker.pem', String(keys.privateKey.export({ format: 'pem', type: 'pkcs8' }))),
    publicKey: place('maker.pub', publicKey),
  };
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'factory' } });
  const environment = { KAITONG_URL: rig.url, KAITONG_API_KEY: key, LANG: 'en_GB.UTF-8' };

  async function kaitong(...args: string[]) {
    const lines: string[] = [];
    const errors: string[] = [];
    const output = { line: (text: string) => lines.push(text), error: (text: string) => errors.push(text) };
    return { code: await main(['firmware', ...args], environment, output), lines, errors };
  }

  return {
    ...{ image, files, makerKeys: [publicKey], kaitong },
    sign: (pid: Pid, version: string, ...more: string[]) =>
      kaitong('sign', files.image, '--key', files.privateKey, '--pid', pid, '--firmware', version, ...more),
    signed: (): SignedManifest => SignedManifest.parse(JSON.parse(readFileSync(`${files.image}.kaitong.json`, 'utf8'))),
    release: () => kaitong('release', files.image, '--notes-zh', '修复', '--notes-en', 'Mended', '--json'),
    async find(pid: Pid, version: string): Promise<FirmwareRelease & { units: UpdateCounts }> {
      const { lines } = await kaitong('list', pid, '--json');
      return lines.map((line) => JSON.parse(line)).find((one) => one.manifest.version === version);
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** As a region reports at the end of a whole extended test: what a release waits for before more than 5 % are offered it. */
export async function passExtendedTest({ control }: Pick<Rig, 'control'>, pid: Pid, version: string): Promise<void> {
  const ended = { state: 'ended', verdict: 'pass', reason: { code: 'as_expected', params: {} } };
  const items = CONFORMANCE_ITEMS.map((name) => ({ ...waitingItem(name), ...ended }));
  await control.pool.query(
    `INSERT INTO conformance (id, account_id, user_id, device_id, pid, firmware, region, state, items)
     VALUES ($1, 'x', 'x', 'x', $2, $3, 'cn', 'ended', $4)`,
    [`cf ${pid} ${version}`, pid, version, JSON.stringify(items)],
  );
}

/** Until the cameras' region offers a release to so many per cent, and has its image. */
export const isOffered = (rig: Pick<Rig, 'regions'>, pid: Pid, id: ReleaseId, percent: number): Promise<void> =>
  eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(
      `SELECT FROM product, firmware_image WHERE pid = $1 AND release_id = $2 AND stored AND releases @> $3`,
      [pid, id, JSON.stringify([{ releaseId: id, percent }])],
    );
    if (rows.length === 0) throw new Error('the region does not offer it');
  });

/** A camera's firmware and flash; each update runs from the next start. */
export class Camera {
  firmware = OLD;
  readonly unit: Unit;
  readonly #desk: Desk;
  readonly #storage = memoryStorage();
  #recorded = 0;

  constructor(desk: Desk, unit: Unit) {
    this.unit = unit;
    this.#desk = desk;
  }

  /** Starts, asks, installs, and starts again. */
  async update(): Promise<string> {
    let next = this.firmware;
    const install = async (bytes: Uint8Array, { version }: { version: string }) => {
      if (!this.#desk.image.equals(bytes)) throw new Error('another image');
      next = version;
    };
    const { credentials, pid } = this.unit;
    const updating = { pid, makerKeys: this.#desk.makerKeys, install };
    const start = () =>
      createDevice({ credentials, firmware: this.firmware, storage: this.#storage, updating }).update();
    const taken = await start();
    if (!taken.ok) throw new Error(taken.problem.detail);
    if (taken.value.is !== 'ready') return taken.value.is;
    this.firmware = next;
    await start();
    return 'installed';
  }

  /** Opens an event, as something moves, and sends it whole; a camera whose way up is broken only opens it. */
  async record({ isBroken }: { isBroken: boolean }): Promise<void> {
    const api = await this.unit.api();
    const bytes = randomBytes(1000);
    const hash = (name: string) => createHash(name).update(bytes).digest('hex');
    const { eventId } = await api.openEvent({
      body: {
        ...{ deviceEventId: String(++this.#recorded), type: 'motion', startedAt: new Date().toISOString(), ageMs: 0 },
        declaration: { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'none' },
        firmware: this.firmware as never,
      },
    });
    if (isBroken) return;
    const said = { bytes: bytes.length, durationMs: 2000, md5: hash('md5'), sha256: hash('sha256'), iv: null };
    const params = { eventId };
    const target = await api.declareObject({ params, body: { n: 0, kind: 'segment', ...said } });
    const put = await fetch(target.url, { method: 'PUT', headers: target.headers, body: bytes });
    if (!put.ok) throw new Error(`the object was answered with ${put.status}`);
    await api.commitObject({ params: { eventId, n: 0 }, body: {} });
    await api.closeEvent({ params, body: { objects: 1, durationMs: 2000, firmware: this.firmware as never } });
  }
}

/** `of`: more units of this product; of one of their own by default. */
export async function pairFleet(rig: Rig, desk: Desk, count: number, of?: Pid): Promise<{ pid: Pid; fleet: Camera[] }> {
  const pid = of ?? Pid.parse((await rig.maker.createProduct({ body: { name: 'x' } })).pid);
  const { licences, batch } = await rig.maker.issueLicences({ params: { pid }, body: { count } });
  await eventually(async () => {
    const { rows } = await rig.control.pool.query(
      `SELECT FROM licence_delivery WHERE batch = $1 AND region = 'cn' AND delivered_at IS NOT NULL`,
      [batch],
    );
    if (rows.length === 0) throw new Error('the region does not have the licences');
  });
  const owner = rig.owners.cn;
  const fleet = await byTurns(rig, licences, async (licence) => {
    const { text: pairingText } = await owner.createPairingToken({});
    const paired = await pairDevice({ pairingText, ...licence, firmware: OLD });
    if (!paired.ok) throw new Error(paired.problem.detail);
    const unit = pairedUnit(rig, { pid, owner, firmware: OLD, sleepy: false, credentials: paired.value });
    return new Camera(desk, unit);
  });
  return { pid, fleet };
}

export const updateAll = (rig: Rig, fleet: readonly Camera[]): Promise<string[]> =>
  byTurns(rig, fleet, (camera) => camera.update());

/** All of a street, some at a time. */
export async function byTurns<A, B>(rig: Rig, all: readonly A[], each: (one: A) => Promise<B>): Promise<B[]> {
  const came: B[] = [];
  for (let first = 0; first < all.length; first += SOME) {
    await forgetRates(rig);
    came.push(...(await Promise.all(all.slice(first, first + SOME).map(each))));
  }
  return came;
}
