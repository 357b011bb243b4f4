// A release is verified on a tester's camera, which is waited for; what does not pass goes to nobody else.
import { FirmwareVersion, hours, type Pid, type ReleaseId } from '@kaitong/contract';
import type { VirtualCameraOptions } from '@kaitong/device/virtual';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { refusedCode } from '../activation/testing/expectations.ts';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import type { Unit } from '../activation/testing/units.ts';
import { type Desk, openDesk } from './testing/fleet.ts';

let rig: RunningRig;
let desk: Desk;
let unit: Unit;
let pid: Pid;

beforeAll(async () => {
  rig = await startRig();
  desk = await openDesk(rig);
  unit = await rig.unit({ firmware: '2.3.0' });
  ({ pid } = unit);
  const camera = await unit.camera();
  expect((await rig.maker.activate(unit.deviceId)).application.state).toBe('approved');
  await camera.close();
  await desk.kaitong('key', pid, desk.files.publicKey);
});
afterAll(async () => {
  await rig.stop();
  desk.close();
});

async function offer(version: string, ...more: string[]): Promise<ReleaseId> {
  await desk.sign(pid, version, ...more);
  await desk.release();
  await desk.kaitong('rollout', pid, version);
  return (await desk.find(pid, version)).id;
}
const verify = (releaseId: ReleaseId) => rig.maker.createApplication({ body: { deviceId: unit.deviceId, releaseId } });
const camera = (firmware: string, more: Partial<VirtualCameraOptions> = {}) =>
  unit.camera({ firmware, probe: false, waveAfterGrant: undefined, ...more });
const isSold = async (): Promise<boolean> => {
  const { rows } = await rig.regions.cn.pool.query('SELECT on_sale FROM product WHERE pid = $1', [pid]);
  return rows[0].on_sale;
};

test('only a camera that runs the release is taken, and only one of a tester', async () => {
  const id = await offer('2.4.0');
  const old = await camera('2.3.0');
  expect(await refusedCode(verify(id))).toBe('release_not_on_device');
  await old.close();
  const updated = await camera('2.4.0');
  const { id: application } = await verify(id);
  const { application: ended } = await rig.maker.watch(application).ended();
  expect(ended).toMatchObject({ state: 'rejected', problem: { code: 'tester_required' }, releaseId: id });
  expect(await desk.find(pid, '2.4.0')).toMatchObject({ state: 'offered', clearance: null });
  await updated.close();
});

test('it waits for hours for the camera’s own event; a clip that fails halts the release and stops new sales', async () => {
  await linkTester(rig.maker, unit.owner);
  expect(await isSold()).toBe(true);
  const { id } = await desk.find(pid, '2.4.0');
  const broken = await camera('2.4.0', { fault: 'video.first_not_key' });
  const run = rig.maker.watch((await verify(id)).id);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  const { items } = await unit.owner.listNotices({ query: {} });
  expect(items.map(({ type }) => type)).toContain('firmware_tested');
  await rig.clock.advance(hours(6));
  expect((await rig.maker.getApplication({ params: { id: run.id } })).state).toBe('verifying');
  await eventually(() => expect(broken.state).toBe('online'));
  const wave = broken.wave();
  expect(wave.seen).toBe(true);
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'rejected', step: 'verify', problem: { code: 'clip_rejected' } });
  await eventually(async () => {
    expect(await desk.find(pid, '2.4.0')).toMatchObject({
      ...{ state: 'halted', moves: ['resume', 'withdraw'] },
      verification: { applicationId: run.id, state: 'rejected', problem: { code: 'clip_rejected' } },
    });
    expect(await isSold()).toBe(false);
  });
  await eventually(async () => {
    const { items: told } = await rig.maker.console.listNotices({ query: {} });
    const about = { applicationId: run.id, pid, releaseId: id, version: '2.4.0', problem: 'clip_rejected' };
    expect(told[0]).toMatchObject({
      kind: 'release.not_verified',
      data: {
        ...about,
        isHalted: true,
        isSaleStopped: true,
        findings: expect.arrayContaining(['video.first_not_key']),
      },
    });
    expect(told.map(({ kind }) => kind)).not.toContain('application.rejected');
  });
  const { items: trail } = await rig.maker.console.listAudit({ query: {} });
  const ofIt = trail.slice(0, 2).sort((a, b) => a.action.localeCompare(b.action));
  expect(ofIt).toMatchObject([
    { action: 'release.moved', subject: pid, user: null, byKey: false, details: { version: '2.4.0', move: 'halt' } },
    { action: 'sale.stopped', subject: pid, user: null, byKey: false },
  ]);
  await broken.close();
});

test('one that passes may go on to all, and changes nothing of what is activated', async () => {
  const id = await offer('2.5.0');
  expect((await desk.find(pid, '2.5.0')).moves).not.toContain('widen');
  const good = await camera('2.5.0');
  const run = rig.maker.watch((await verify(id)).id);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  good.wave();
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', releaseId: id, certifiedAt: null, findings: [] });
  const release = await desk.find(pid, '2.5.0');
  expect(release).toMatchObject({ clearance: 'verified', verification: { state: 'approved', problem: null } });
  expect(release.moves).toContain('widen');
  const { rows } = await rig.control.pool.query('SELECT firmware FROM activation WHERE pid = $1', [pid]);
  expect(rows).toEqual([{ firmware: '2.3.0' }]);
  await good.close();
});

test('a camera before whose door nobody comes says nothing of its firmware', async () => {
  const id = await offer('2.6.0');
  const idle = await camera('2.6.0');
  const run = rig.maker.watch((await verify(id)).id);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  await rig.clock.advance(hours(25));
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'rejected', problem: { code: 'no_event' } });
  expect(await desk.find(pid, '2.6.0')).toMatchObject({ state: 'offered', clearance: null });
  await eventually(async () => {
    const { items: told } = await rig.maker.console.listNotices({ query: {} });
    const nothing = { problem: 'no_event', isHalted: false, isSaleStopped: false };
    expect(told[0]).toMatchObject({ kind: 'release.not_verified', data: { version: '2.6.0', ...nothing } });
  });
  await idle.close();
});

test('tokens that expire while nobody comes by, and calls that are no upload’s, say nothing of its firmware', async () => {
  const id = await offer('2.7.0');
  const idle = await camera('2.7.0');
  const run = rig.maker.watch((await verify(id)).id);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  const api = await unit.api();
  await expect(api.getFirmwareOffer({ query: { firmware: '?' as never } })).rejects.toThrow();
  await rig.clock.advance(hours(2));
  expect(await refusedCode(api.getFirmwareOffer({ query: { firmware: FirmwareVersion.parse('2.7.0') } }))).toBe(
    'device_token_invalid',
  );
  await rig.clock.advance(hours(23));
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'rejected', problem: { code: 'no_event' } });
  expect(await desk.find(pid, '2.7.0')).toMatchObject({ state: 'offered', clearance: null });
  await idle.close();
});

test('a clip that fails once the camera runs other firmware is not held against the release', async () => {
  const id = await offer('2.8.0');
  const updated = await camera('2.8.0');
  const run = rig.maker.watch((await verify(id)).id);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  await updated.close();
  const next = await camera('2.9.0', { fault: 'video.first_not_key' });
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query('SELECT firmware FROM run WHERE application_id = $1', [run.id]);
    expect(rows).toEqual([{ firmware: '2.9.0' }]);
  });
  next.wave();
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'rejected', problem: { code: 'precondition_changed' } });
  const { rows: due } = await rig.control.pool.query("SELECT FROM deadline WHERE kind = 'release.failed'");
  expect(due).toEqual([]);
  expect(await desk.find(pid, '2.8.0')).toMatchObject({ state: 'offered' });
  await next.close();
});

test('what a camera sends in its day that the protocol does not take halts the release, though nothing was opened', async () => {
  const id = await offer('2.10.0');
  const broken = await camera('2.10.0');
  const run = rig.maker.watch((await verify(id)).id);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  const api = await unit.api();
  await expect(api.openEvent({ body: { type: 'motion' } as never })).rejects.toThrow();
  await rig.clock.advance(hours(25));
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'rejected', problem: { code: 'upload_refused' } });
  await eventually(async () => expect(await desk.find(pid, '2.10.0')).toMatchObject({ state: 'halted' }));
  await broken.close();
});

test('a camera that sleeps is waited for until it wakes; one that never does says nothing of its firmware', async () => {
  const id = await offer('2.11.0');
  const sleeper = await rig.unit({ pid, owner: unit.owner, firmware: '2.11.0', sleepy: true });
  const { device } = await sleeper.device();
  await device.stop('dormant');
  const verifySleeper = async () => {
    const run = rig.maker.watch(
      (await rig.maker.createApplication({ body: { deviceId: sleeper.deviceId, releaseId: id } })).id,
    );
    await run.sees('grant.sent');
    return run;
  };
  const unheard = await verifySleeper();
  await rig.clock.advance(hours(24));
  expect((await unheard.ended()).application).toMatchObject({ state: 'rejected', problem: { code: 'device_offline' } });
  expect(await desk.find(pid, '2.11.0')).toMatchObject({ state: 'offered', clearance: null });

  const run = await verifySleeper();
  await rig.clock.advance(hours(20));
  expect(await rig.maker.getApplication({ params: { id: run.id } })).toMatchObject({
    state: 'verifying',
    step: 'grant',
  });
  const awake = await sleeper.camera({ probe: false, waveAfterGrant: undefined });
  await run.sees('grant.acknowledged');
  await awake.close();
  // From when it woke it has a day of its own, and its grant with it.
  await rig.clock.advance(hours(20));
  const again = await sleeper.camera({ probe: false });
  expect((await run.ended()).application).toMatchObject({ state: 'approved', releaseId: id });
  await again.close();
});

test('while a release waits for its day, another release and a new application of its product go on', async () => {
  const [id, next] = [await offer('2.12.0'), await offer('2.12.1')];
  const idle = await camera('2.12.0');
  const waiting = rig.maker.watch((await verify(id)).id);
  await waiting.sees('step.started', ({ step }) => step === 'await-event');
  const second = await rig.unit({ pid, owner: unit.owner, firmware: '2.12.0' });
  const same = await second.camera({ waveAfterGrant: undefined });
  const again = rig.maker.createApplication({ body: { deviceId: second.deviceId, releaseId: id } });
  await expect(again).rejects.toMatchObject({ problem: { code: 'run_in_progress', params: { running: waiting.id } } });
  await same.close();
  const mended = await second.camera({ firmware: '2.12.1', probe: false });
  const ofNext = rig.maker.watch(
    (await rig.maker.createApplication({ body: { deviceId: second.deviceId, releaseId: next } })).id,
  );
  expect((await ofNext.ended()).application).toMatchObject({ state: 'approved', releaseId: next });
  await rig.maker.undoActivation({ params: { pid }, body: { reason: 'a mistake' } });
  expect((await rig.maker.activate(second.deviceId, { acceptOlderFirmware: true })).application.state).toBe('approved');
  await mended.close();
  await idle.close();
  await rig.maker.cancelApplication({ params: { id: waiting.id } });
});

test('of a product whose activation was undone meanwhile no sale is stopped that would stay so when it is activated anew', async () => {
  const id = await offer('2.13.0');
  const broken = await camera('2.13.0', { fault: 'video.first_not_key' });
  const run = rig.maker.watch((await verify(id)).id);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  await rig.maker.undoActivation({ params: { pid }, body: { reason: 'a mistake' } });
  broken.wave();
  expect((await run.ended()).application.problem?.code).toBe('clip_rejected');
  await eventually(async () => expect(await desk.find(pid, '2.13.0')).toMatchObject({ state: 'halted' }));
  const { rows } = await rig.control.pool.query('SELECT stopped_at FROM product_sale WHERE pid = $1', [pid]);
  expect(rows).toEqual([{ stopped_at: null }]);
  await broken.close();
});
