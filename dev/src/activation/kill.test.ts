// kill -9 of the only server, with an application in every step: whoever starts next goes on, once, and loses nothing.
import { CertificatePayload, milliseconds, minutes, seconds } from '@kaitong/contract';
import type { RecordedClip } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { expectFailed } from './testing/expectations.ts';
import { holdDeadline, holdNamed, holdRows } from './testing/holds.ts';
import { type KillableRig, startKillableRig } from './testing/killable-rig.ts';
import type { Outcome } from './testing/people.ts';
import { freePorts, spawnServer } from './testing/processes.ts';
import { freshClip, type Stage, stages } from './testing/stages.ts';

let rig: KillableRig;
beforeAll(async () => {
  rig = await startKillableRig();
});
afterAll(() => rig.stop());

/** An application whose check is being decided. */
async function atCheck(): Promise<Stage> {
  const unit = await rig.unit();
  const [clip, device] = await Promise.all([freshClip(), unit.device()]);
  const held = await holdNamed(rig.control, `application pid ${unit.pid}`);
  const submission = rig.maker.createApplication({ body: { deviceId: unit.deviceId } }).catch(() => undefined);
  const id = await eventually(async () => {
    const { items } = await rig.maker.listApplications({ query: { search: unit.deviceId } });
    if (!items[0] || !(await rig.isWaitedFor('control', 'pg_advisory_xact_lock'))) throw new Error('not there yet');
    return items[0].id;
  });
  const run = rig.maker.watch(id);
  return {
    unit,
    run,
    device,
    clip,
    async goOn() {
      await held.release();
      expect(await submission).toBeUndefined();
      // Whoever took the submission would have decided it by now; the camera is still on its way back.
      await rig.clock.advance(seconds(10));
      await upload({ run, device, clip, unit });
    },
  };
}

/** The check has passed, and the region is not told to start the run. */
async function beforeGrant(): Promise<Stage> {
  const unit = await rig.unit({ sleepy: true });
  const [clip, device] = await Promise.all([freshClip(), unit.device()]);
  const held = await holdRows(rig.regions.cn, 'SELECT FROM device WHERE device_id = $1 FOR UPDATE', [unit.deviceId]);
  const run = await rig.maker.submit(unit.deviceId);
  await eventually(async () => expect(await rig.isWaitedFor('region_cn', 'FROM device WHERE')).toBe(true));
  return {
    unit,
    run,
    device,
    clip,
    async goOn() {
      await held.release();
      await upload({ run, device, clip, unit });
    },
  };
}

/** The transaction of the activation is under way. */
async function inActivation(stage: Stage): Promise<Stage> {
  const held = await holdNamed(rig.control, 'certificate signing key');
  await stage.goOn();
  await eventually(async () => expect(await rig.isWaitedFor('control', 'pg_advisory_xact_lock')).toBe(true));
  return { ...stage, goOn: () => held.release() };
}

async function upload({ device, clip }: Omit<Stage, 'goOn'>): Promise<void> {
  const event = await device.open();
  for (const object of clip.objects) await device.upload(event, object);
  await device.close(event, clip.objects);
}

/** Approved once, on all the objects of the clip, whichever process took them. */
async function expectApprovedOnce({ unit, clip }: Stage, { application, progress }: Outcome): Promise<void> {
  expect(application).toMatchObject({ state: 'approved', problem: null, pid: unit.pid });
  expect(progress.filter(({ type }) => type === 'application.ended')).toHaveLength(1);
  // Of one that stopped at a test, the camera's own event was the end of that.
  const isTested = progress.some((one) => one.type === 'step.started' && one.step === 'preflight');
  const waited = isTested ? 'preflight' : 'await-event';
  for (const step of ['check', 'grant', waited, 'await-upload', 'verify', 'activate', 'publish'])
    expect(progress.filter((one) => one.type === 'step.ended' && one.step === step)).toHaveLength(1);
  const { certificate } = await rig.maker.getCertificate({ params: { id: application.id } });
  const { objects } = CertificatePayload.parse(
    JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString()),
  );
  expect(objects.map(({ sha256 }) => sha256)).toEqual(clip.objects.map(({ declaration }) => declaration.sha256));
  const { items } = await unit.owner.listDevices({});
  expect(items.find(({ deviceId }) => deviceId === unit.deviceId)?.cloudStorage).not.toBeNull();
  const notices = await rig.regions.cn.pool.query('SELECT FROM notice WHERE device_id = $1', [unit.deviceId]);
  expect(notices.rowCount).toBe(1);
}

/** Brought as far before the others, whose locks hold up what is on its way to the region. */
let toActivate: Stage;

const cases: [string, () => Promise<Stage>][] = [
  ['the check', atCheck],
  ['grant, before the region has started the run', beforeGrant],
  ['grant, before the acknowledgement', async () => stages.grant({ rig, unit: await rig.unit({ sleepy: true }) })],
  ['preflight, where a test has failed', () => stages.preflight({ rig })],
  ['await-event', () => stages['await-event']({ rig })],
  ['await-upload, without an object', () => stages['await-upload']({ rig, objects: 0 })],
  ['await-upload, with one object', () => stages['await-upload']({ rig, objects: 1 })],
  ['await-upload, with two objects', () => stages['await-upload']({ rig, objects: 2 })],
  ['verify', () => stages.verify({ rig })],
  ['publish', () => stages.publish({ rig })],
  ['activate', () => inActivation(toActivate)], // last: it keeps all others from being activated
];

describe('a server that is killed in', () => {
  const reached = new Map<string, Stage>();
  let forgotten: Stage;
  beforeAll(async () => {
    forgotten = await stages['await-event']({ rig });
    toActivate = await stages.activate({ rig });
    for (const [title, reach] of cases) reached.set(title, await reach());
    await rig.kill();
    await rig.restart();
    await Promise.all([...reached.values()].map((stage) => stage.goOn()));
  });

  test.each(cases)('%s', async (title) => {
    const stage = reached.get(title);
    if (!stage) throw new Error('not reached');
    await expectApprovedOnce(stage, await stage.run.ended());
  });

  test('await-event, where the camera sees nothing: the time runs out under the next server', async () => {
    const { stepDeadlineAt } = await rig.maker.getApplication({ params: { id: forgotten.run.id } });
    await rig.clock.advance(milliseconds(Date.parse(stepDeadlineAt ?? '') - rig.clock.now().getTime()));
    const outcome = await forgotten.run.ended();
    await expectFailed(rig, forgotten.unit, outcome, 'no_event', { step: 'await-event' });
  });
});

test('killed while the way up is tested: the next server names what was missing, and has the test repeated', async () => {
  const unit = await rig.unit();
  const commands: string[] = [];
  const onProbe = ({ probeId }: { probeId: string }): boolean => commands.push(probeId) > 0;
  const [clip, device] = await Promise.all([freshClip(), unit.device({ onProbe }, { probes: true })]);
  const run = await rig.maker.submit(unit.deviceId);
  const { pool } = rig.regions.cn;
  await eventually(async () => {
    const { rows } = await pool.query("SELECT probe ->> 'step' AS step FROM run WHERE application_id = $1", [run.id]);
    expect(rows).toEqual([{ step: 'acknowledged' }]);
  });
  await rig.kill();
  await rig.restart();
  await rig.clock.advance(minutes(1)); // by more than the test's 8 s and what they were moved by
  expect(await run.sees('probe.ended')).toMatchObject({ outcome: 'not_opened', stopped: true });
  expect(await rig.maker.repeatPreflight({ params: { id: run.id } })).toEqual({ test: 2 });
  await eventually(() => expect(new Set(commands).size).toBe(2));
  await upload({ unit, run, device, clip });
  expect((await run.ended()).application.state).toBe('approved');
});

test('killed between two waves: the second grant outlives it, and so does what is to become of the first event', async () => {
  const maker = await rig.newMaker();
  const sample = async (clip: RecordedClip) => {
    const unit = await rig.unit({ maker, sleepy: true }); // a minute to come back and answer
    const device = await unit.device();
    const run = await maker.submit(unit.deviceId);
    const event = await device.open();
    const held = await holdDeadline(rig.regions.cn, 'run.replaced-footage', event.eventId);
    for (const object of clip.objects) await device.upload(event, object);
    await device.close(event, clip.objects);
    return { unit, device, run, event, held };
  };
  const alike = () => freshClip({ fault: 'resembles' });
  const earlier = await sample(await alike());
  expect((await earlier.run.ended()).application.state).toBe('approved');
  await earlier.held.release();
  const { device, run, event, held } = await sample(await alike());
  await run.sees('wave.again');
  await rig.kill();
  expect(rig.storedObjects('cn', event.eventId)).not.toEqual([]);
  await rig.restart();
  await held.release();
  await eventually(() => expect(rig.storedObjects('cn', event.eventId)).toEqual([]));
  const { rows } = await rig.regions.cn.pool.query('SELECT nonce FROM run WHERE application_id = $1', [run.id]);
  const [clip, second] = [await freshClip(), await device.open({ nonce: rows[0]?.nonce })];
  for (const object of clip.objects) await device.upload(second, object);
  await device.close(second, clip.objects);
  const { application, progress } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', problem: null });
  expect(progress.filter(({ type }) => type === 'wave.again' || type === 'application.ended')).toHaveLength(2);
});

test('after an outage of all of it, control first hears what the region has to say', async () => {
  const { unit, run } = await stages['await-event']({ rig });
  await rig.kill();
  await rig.clock.advanceAway(minutes(15)); // by far more than the deadline, the 15 s after it, and what is given back
  const held = await holdDeadline(rig.regions.cn, 'run.step', run.id);
  await rig.restart();
  const { pool } = rig.control;
  const silence = "SELECT FROM deadline WHERE kind = 'application.silent' AND subject = $1 AND due_at > kaitong_now()";
  await eventually(async () => expect((await pool.query(silence, [run.id])).rowCount).toBe(1));
  await held.release();
  await eventually(async () => {
    const { rows } = await pool.query('SELECT problem FROM application WHERE id = $1', [run.id]);
    expect(rows[0]?.problem).toMatchObject({ code: 'platform_away' });
  });
  const { rows } = await rig.regions.cn.pool.query('SELECT state FROM run WHERE device_id = $1', [unit.deviceId]);
  expect(rows).toEqual([{ state: 'failed' }]);
});

test('of two servers one is killed: the other lets the time run out', async () => {
  const { unit, run } = await stages['await-event']({ rig });
  const other = await spawnServer(rig, await freePorts());
  onTestFinished(() => other.kill());
  await rig.kill();
  await rig.clock.advance(seconds(110));
  await eventually(async () => {
    const { rows } = await rig.control.pool.query('SELECT problem FROM application WHERE id = $1', [run.id]);
    expect(rows[0]?.problem).toMatchObject({ code: 'no_event' });
  });
  const { rows } = await rig.regions.cn.pool.query('SELECT state FROM run WHERE device_id = $1', [unit.deviceId]);
  expect(rows).toEqual([{ state: 'failed' }]);
});
