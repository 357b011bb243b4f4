// The camera in C believes of firmware what its maker signed for it, whoever offers it.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { FirmwareManifest, manifestText, type SignedManifest } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { issueLicence } from '../../src/activation/testing/units.ts';
import { isOffered, openDesk, passExtendedTest } from '../../src/firmware/testing/fleet.ts';
import { buildSanitized, type RunningCamera, runCamera } from './c-camera.ts';
import { startOfferingPlatform } from './offering-platform.ts';

const PID = 'pd7k2m9q4x1w8z3v';
const image = randomBytes(300_000);
const maker = generateKeyPairSync('ed25519');
const publicKey = String(maker.publicKey.export({ format: 'pem', type: 'spki' }));
let sanitized: string;
const folders: string[] = [];
beforeAll(async () => {
  sanitized = await buildSanitized('kaitong-camera');
});
afterAll(async () => {
  for (const folder of [sanitized, ...folders]) await rm(folder, { recursive: true, force: true });
});

function signed(
  change: Partial<Record<keyof FirmwareManifest, unknown>> = {},
  key: KeyObject = maker.privateKey,
): SignedManifest {
  const sha256 = createHash('sha256').update(image).digest('hex');
  const of = { pid: PID, version: '2.4.0', bytes: image.length, sha256, takesBack: null, ...change };
  const manifest = FirmwareManifest.parse(of);
  return { manifest, signature: sign(null, Buffer.from(manifestText(manifest)), key).toString('hex') };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaitong-c-firmware-'));
  folders.push(folder);
  return folder;
}

const start = (folder: string, settings: Record<string, string>): RunningCamera =>
  runCamera(sanitized, folder, { IMAGE: path.join(folder, 'next'), MAKER_KEY: publicKey, ...settings });

/** Of a camera without a lens. */
const licenceOf = (PAIRING: string) => ({
  ...{ PAIRING, UUID: 'u1', AUTHKEY: 'a'.repeat(32), PID, ENCODER: 'exec sleep 1000' },
});

type Offering = {
  says: RegExp;
  /** What its platform hears of each start. */
  reports?: 'failed';
  breaksOff?: boolean;
  starts?: number;
};

/** Starts a camera without a lens where this is offered, until it has said what came of it, and as often. */
async function offer(
  given: SignedManifest,
  bytes: Uint8Array,
  { says, reports, breaksOff = false, starts = 1 }: Offering,
) {
  const platform = await startOfferingPlatform(given, bytes, { breaksOff });
  const folder = await newFolder();
  for (let n = 0; n < starts; n++) {
    const camera = start(folder, licenceOf(platform.pairing));
    await camera.says(says);
    // It says so before it sends it, and what ends it does not wait for what is on its way.
    if (reports)
      await eventually(() => expect(platform.reports.filter(({ report }) => report === reports)).toHaveLength(n + 1));
    expect(await camera.stop(), camera.said()).toBe(0);
  }
  await platform.close();
  const place = path.join(folder, 'next');
  return { ...platform, installed: existsSync(place) ? readFileSync(place) : null };
}

const tampered = { ...signed(), manifest: { ...signed().manifest, version: '2.9.0' as never } };
const other = generateKeyPairSync('ed25519').privateKey;
test.for([
  ['one that was changed after it was signed', tampered, 'signature_wrong'],
  ['one that somebody else signed', signed({}, other), 'signature_wrong'],
  ['one of another product', signed({ pid: 'pdother0000other' }), 'other_product'],
  ['an older one', signed({ version: '2.2.9' }), 'not_newer'],
  ['the same again', signed({ version: '2.3' }), 'not_newer'],
  ['one that takes back what does not run', signed({ version: '2.2.0', takesBack: '2.4.0' }), 'nothing_to_take_back'],
] as const)('it refuses %s, and takes nothing of its image', { concurrent: true }, async ([, given, reason]) => {
  const { reports, ranges, installed } = await offer(given, image, {
    says: /firmware \S+: failed/,
    reports: 'failed',
    starts: 2,
  });
  const failed = { report: 'failed', firmware: '2.3.0', reason };
  expect(reports).toMatchObject([
    { ...failed, attempt: 1 },
    { ...failed, attempt: 2 },
  ]);
  expect([ranges, installed]).toEqual([[], null]);
});

test('it refuses an image whose bytes are not those that were signed', { concurrent: true }, async () => {
  const damaged = Buffer.from(image).fill(0, 1000, 1001);
  const { reports, installed } = await offer(signed(), damaged, {
    says: /firmware \S+: failed/,
    reports: 'failed',
  });
  expect(reports.map(({ report, reason }) => [report, reason])).toEqual([
    ['downloading', undefined],
    ['failed', 'image_damaged'],
  ]);
  expect(installed).toBeNull();
});

test('an image that broke off goes on where it was, and is whole', { concurrent: true }, async () => {
  const { ranges, installed } = await offer(signed(), image, { says: /is in its place/, breaksOff: true });
  expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
  expect(installed?.equals(image)).toBe(true);
});

test('an event goes before an image that is on its way: it is sent, and only then the camera ends for its firmware', async () => {
  const platform = await startOfferingPlatform(signed(), image, { waits: true });
  const camera = start(await newFolder(), licenceOf(platform.pairing));
  await platform.halfSent;
  await eventually(async () => {
    camera.move();
    expect(camera.said()).toMatch(/event \w+: motion/);
  });
  platform.goOn();
  await camera.says(/is in its place/);
  expect(await camera.exited, camera.said()).toBe(0);
  await platform.close();
  expect(platform.asked.join(' ')).toMatch(/^image( event)+ image$/);
});

test('of a file with the authority that its code names and another behind it, it trusts the one that was named', async () => {
  const [named = '', other = ''] = rootCertificates; // whose they are does not matter here
  const fingerprint = createHash('sha256').update(new X509Certificate(named).raw).digest('hex');
  const platform = await startOfferingPlatform(signed(), image, {
    authority: { file: `${named}\n${other}\n`, fingerprint },
  });
  const folder = await newFolder();
  const camera = start(folder, licenceOf(platform.pairing));
  await camera.says(/firmware \S+: downloading/);
  expect(await camera.stop(), camera.said()).toBe(0);
  await platform.close();
  const kept = readFileSync(path.join(folder, 'flash.pem'), 'utf8');
  expect(kept.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  expect(new X509Certificate(kept).fingerprint256).toBe(new X509Certificate(named).fingerprint256);
});

test('it takes what its maker releases when it is told to, and says so; where the old one runs again, that', async () => {
  const rig: RunningRig = await startRig();
  const desk = await openDesk(rig);
  const { pid } = await rig.maker.createProduct({ body: { name: 'Camera in C' } });
  const { uuid, authKey } = await issueLicence(rig, { maker: rig.maker, pid, region: 'cn' });
  const { text } = await rig.owners.cn.createPairingToken({});
  const folder = await newFolder();
  const settings = { PAIRING: text, UUID: uuid, AUTHKEY: authKey, PID: pid, MAKER_KEY: desk.makerKeys[0] ?? '' };
  await desk.kaitong('key', pid, desk.files.publicKey);
  const release = async (version: string) => {
    await desk.sign(pid, version);
    await desk.release();
    await passExtendedTest(rig, pid, version);
    for (let n = 0; n < 4; n++) await desk.kaitong('rollout', pid, version);
    const { id } = await desk.find(pid, version);
    await isOffered(rig, pid, id, 100);
  };
  const run = (firmware: string) => start(folder, { ...settings, FIRMWARE: firmware });
  const counts = async (version: string, expected: object) =>
    await eventually(async () => expect((await desk.find(pid, version)).units).toMatchObject(expected));

  const old = run('2.3.0');
  await old.says(/is online/);
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query('SELECT FROM firmware_asker WHERE pid = $1', [pid]);
    expect(rows).toHaveLength(1);
  });
  await release('2.4.0');
  expect(await old.exited, old.said()).toBe(0);
  expect(readFileSync(path.join(folder, 'next')).equals(desk.image)).toBe(true);
  await counts('2.4.0', { downloading: 1, installed: 0 });

  const updated = run('2.4.0');
  await counts('2.4.0', { downloading: 0, installed: 1 });
  await release('2.5.0');
  expect(await updated.exited, updated.said()).toBe(0);
  const back = run('2.4.0'); // the next one did not start
  await counts('2.5.0', { installed: 0, rolledBack: 1 });
  expect(await back.stop(), back.said()).toBe(0);
  expect(rig.errors).toEqual([]);
  await rig.stop();
  desk.close();
});
