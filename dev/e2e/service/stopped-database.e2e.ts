// PostgreSQL is stopped by SIGSTOP, as a frozen machine or a hung disk does it: it takes statements and answers none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Problem } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { forgetRates } from '../../src/activation/testing/people.ts';
import { type Stage, stages } from '../../src/activation/testing/stages.ts';
import type { Opened, Unit } from '../../src/activation/testing/units.ts';
import { completeEvents, expectPlayable } from '../../src/service/testing/footage.ts';
import { type SmallRig, startSmallRig } from '../../src/service/testing/small-rig.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { descendantsOf } from '../../src/start/testing/process-list.ts';

/** No call may take longer, whatever it waits for. */
const LONGEST_MS = 30_000;

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-stopped-'));
let rig: SmallRig;
let recorder: Unit;
let camera: Awaited<ReturnType<Unit['camera']>>;
let stage: Stage & { event: Opened };
let stopped: number[] = [];

beforeAll(async () => {
  rig = await startSmallRig({ folder });
  recorder = await rig.unit();
  await subscribe(rig, recorder);
  camera = await recorder.camera({ clip: { preRecordMs: 1000, postRecordMs: 2000 } });
  await eventually(() => expect(camera.device.findRecordingGrant()).toBeDefined());
  camera.wave();
  await completeEvents(recorder, 1);
  stage = await stages['await-upload']({ rig, objects: 1 });
});
afterAll(async () => {
  goOn();
  await rig?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function stopDatabase(): void {
  const postmaster = rig.postgres() ?? 0;
  stopped = [postmaster, ...descendantsOf(postmaster).map(({ pid }) => pid)];
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
}

function goOn(): void {
  for (const pid of stopped) process.kill(pid, 'SIGCONT');
  stopped = [];
}

const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', origin: rig.url },
  body: JSON.stringify(body),
});
const calls: [string, () => [string, RequestInit?]][] = [
  ['/cn/device/v1/token', () => ['', post({ deviceId: recorder.deviceId, challenge: 'x', proof: '0'.repeat(64) })]],
  ['/cn/api/v1/sign-in', () => ['', post({ login: recorder.owner.login, password: 'wrong password of mine' })]],
  ['/api/v1/sign-in', () => ['', post({ login: rig.maker.login, password: 'wrong password of mine' })]],
  ['/readyz', () => ['']],
];

/** How each kind of call is answered, as many at a time as one network may make, and how long the slowest takes. */
async function askAll() {
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => calls)
      .flat()
      .map(async ([call, init]) => {
        const answer = await fetch(rig.url + call, { ...init()[1], signal: AbortSignal.timeout(LONGEST_MS) });
        return { call, status: answer.status, again: answer.headers.get('retry-after'), text: await answer.text() };
      }),
  );
  process.stdout.write(`${answers.length} calls took ${Math.round(performance.now() - begun)} ms at most\n`);
  return answers;
}

test('each call is answered in bounded time, and told when to come again', { timeout: 120_000 }, async () => {
  await forgetRates(rig);
  stopDatabase();
  camera.wave(); // it records, and waits with what it has
  for (const round of ['the first', 'and later'])
    for (const { call, status, again, text } of await askAll()) {
      expect([round, call, status], text).toEqual([round, call, 503]);
      if (call === '/readyz') continue;
      expect(again).toMatch(/^\d+$/);
      expect(Problem.parse(JSON.parse(text)).code).toBe('database_unavailable');
    }
  expect(rig.server().exitCode()).toBeNull();
});

test('when it goes on everything does, and nothing that was acknowledged is lost', { timeout: 240_000 }, async () => {
  goOn();
  await eventually(async () => expect((await fetch(`${rig.url}/readyz`)).status).toBe(200), 90_000);
  await forgetRates(rig);
  await stage.goOn();
  const { application } = await stage.run.ended();
  expect(application).toMatchObject({ state: 'approved', problem: null });
  await eventually(() => expect(camera.device.recordings.waiting).toBe(0), 90_000);
  for (const event of await completeEvents(recorder, 2)) await expectPlayable(recorder, event);
});
