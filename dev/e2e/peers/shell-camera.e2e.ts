import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fetchSend, readEvents } from '@kaitong/client';
import {
  type Application,
  type ApplicationProgress,
  app,
  applicationEventsPath,
  type Client,
  control,
  createClient,
  DeviceId,
  Pid,
} from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieSend } from '../../src/demo/session.ts';
import { type Demo, startDemo } from '../demo.ts';
import { kaitong } from './kaitong.ts';
import { type ShellCamera, startShellCamera } from './shell-camera.ts';

const REGION = 'cn';
const SEGMENTS_MS = 6000; // camera.sh records three segments of 2 s

let demo: Demo;
let maker: Client<typeof control>;
let owner: Client<typeof app>;
let headers: { authorization: string };
beforeAll(async () => {
  demo = await startDemo();
  headers = { authorization: `Bearer ${demo.api.key}` };
  maker = createClient(control, fetchSend(demo.api.url, { headers }));
  owner = createClient(app, cookieSend(`${demo.api.url}/${REGION}`));
  const account = demo.apps.find(({ region }) => region === REGION);
  await owner.signIn({ body: { login: account?.email ?? '', password: account?.password ?? '' } });
});
afterAll(() => demo?.[Symbol.asyncDispose]());

type Settings = Pick<Parameters<typeof startShellCamera>[0], 'ENCRYPTION' | 'MISTAKE' | 'FIRMWARE'>;

/** A new product, and one unit of it with the script inside, paired to the demonstration's owner. */
async function makeCamera(name: string, settings: Settings): Promise<{ pid: Pid; camera: ShellCamera }> {
  const pid = Pid.parse((await maker.createProduct({ body: { name } })).pid);
  const { licences } = await maker.issueLicences({ params: { pid }, body: { count: 1 } });
  const [{ uuid = '', authKey = '' } = {}] = licences;
  const { text } = await owner.createPairingToken({});
  const camera = await startShellCamera({ PAIRING: text, UUID: uuid, AUTHKEY: authKey, ...settings });
  return { pid, camera };
}

type Run = { application: Application; progress: ApplicationProgress[]; tookMs: number };

/** Submits the camera and follows the run to its end. */
async function activate(camera: ShellCamera): Promise<Run> {
  const began = performance.now();
  const { id } = await maker.createApplication({ body: { deviceId: camera.deviceId } });
  const progress: ApplicationProgress[] = [];
  for await (const event of readEvents(demo.api.url + applicationEventsPath(id), { headers })) {
    progress.push(event.progress);
    if (event.progress.type === 'application.ended') break;
  }
  const tookMs = performance.now() - began;
  return { application: await maker.getApplication({ params: { id } }), progress, tookMs };
}

const stepsOf = ({ progress }: Run) =>
  progress.flatMap((event) => (event.type === 'step.ended' && event.outcome === 'done' ? [event.step] : []));
const codesOf = ({ application }: Run) => application.findings.map(({ code }) => code);
const entryOf = async ({ deviceId }: ShellCamera) =>
  (await owner.listDevices({})).items.find((device) => device.deviceId === deviceId)?.cloudStorage;

test('a camera that nobody programmed is activated: encrypted, segment by segment while it records', async () => {
  const { pid, camera } = await makeCamera('Shell camera, AES', { FIRMWARE: '4.1.0' });
  await using _ = camera;
  expect(await entryOf(camera)).toBeNull();
  const run = await activate(camera);
  expect(run.application.state, `${JSON.stringify(run.application)}\n${camera.said()}`).toBe('approved');
  expect(stepsOf(run)).toEqual(['check', 'grant', 'await-event', 'await-upload', 'verify', 'activate', 'publish']);
  expect(run.application).toMatchObject({
    pid,
    firmware: '4.1.0',
    region: REGION,
    findings: [],
    motionDetection: 'on',
  });
  expect(run.progress.filter(({ type }) => type === 'object.stored')).toHaveLength(4);
  expect(await camera.ended, camera.said()).toBe(0);
  expect((await entryOf(camera))?.plans.length).toBeGreaterThan(0);
  console.log(
    `shell camera, aes-128: ${(run.tookMs / 1000).toFixed(1)} s from the submission to approved (clip: ${SEGMENTS_MS / 1000} s)`,
  );

  const { certificate } = await maker.getCertificate({ params: { id: run.application.id } });
  const folder = await mkdtemp(path.join(tmpdir(), 'kaitong-peer-'));
  const file = path.join(folder, 'shell-camera.jws');
  await writeFile(file, certificate);
  const verified = kaitong(['certificate', 'verify', file, '--json'], { KAITONG_URL: demo.api.url });
  expect(verified.status, verified.stderr).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true, payload: { pid, deviceId: camera.deviceId } });
  await writeFile(
    file,
    certificate.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
  );
  expect(kaitong(['certificate', 'verify', file], { KAITONG_URL: demo.api.url }).status).toBe(1);
  await rm(folder, { recursive: true, force: true });
});

test('without encryption it passes with a warning; it takes its owner’s settings and says so', async () => {
  const { camera } = await makeCamera('Shell camera, plain', { ENCRYPTION: 'none' });
  await using _ = camera;
  const { deviceId } = camera;
  const body = {
    motionDetection: { enabled: true, sensitivity: 'medium', schedule: null },
    privacyMode: false,
  } as const;
  const { settings } = await owner.changeSettings({ params: { deviceId: DeviceId.parse(deviceId) }, body });
  expect(settings).toEqual(body);
  const run = await activate(camera);
  expect(run.application.state, `${JSON.stringify(run.application)}\n${camera.said()}`).toBe('approved');
  expect(codesOf(run)).toEqual(['enc.none']);
});

test('a key taken as text instead of bytes is named, and activates nothing', async () => {
  const { pid, camera } = await makeCamera('Shell camera, wrong key', { MISTAKE: 'hex-key' });
  await using _ = camera;
  const run = await activate(camera);
  expect(run.application.state, camera.said()).toBe('rejected');
  expect(run.application.problem?.code).toBe('clip_rejected');
  expect(run.application.findings[0]).toMatchObject({ code: 'enc.key', severity: 'error', measured: 'hex_text' });
  expect((await maker.getProduct({ params: { pid } })).activation).toBeNull();
  expect(await entryOf(camera)).toBeNull();
});
