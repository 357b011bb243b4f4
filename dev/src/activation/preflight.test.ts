// The way up is tested before anyone waves: where it is broken the run stops, and the test is repeated until it is not.
import { type Command, minutes, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { expectFailed, refusedCode } from './testing/expectations.ts';
import { holdDeadline } from './testing/holds.ts';
import type { Run } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import { freshClip, stages } from './testing/stages.ts';
import type { Opened, RawDevice, RawDeviceOptions, Unit } from './testing/units.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const again = (run: Run) => rig.maker.repeatPreflight({ params: { id: run.id } });
const read = (run: Run) => rig.maker.getApplication({ params: { id: run.id } });
const isAt = (run: Run, wanted: string) => run.sees('step.started', ({ step }) => step === wanted);

/** The region's row. */
async function rowOf({ id }: Run) {
  const { db } = rig.regions.cn;
  return await db.selectFrom('run').selectAll().where('application_id', '=', id).executeTakeFirstOrThrow();
}

type Tested = {
  unit: Unit;
  run: Run;
  device: RawDevice;
  /** The command of each test, as they came. */
  commands: Command<'probe'>[];
  asked(n: number): Promise<Command<'probe'>>;
};

/** A run whose device makes none of the tests that it is asked for by itself. */
async function tested(options: RawDeviceOptions = {}): Promise<Tested> {
  const unit = await rig.unit();
  const commands: Command<'probe'>[] = [];
  const device = await unit.device({ onProbe: (command) => commands.push(command) > 0 }, { probes: true, ...options });
  const run = await rig.maker.submit(unit.deviceId);
  const asked = (n: number) =>
    eventually(async () => {
      const command = commands[n - 1];
      if (!command) throw new Error(`test ${n} was not asked for`);
      return command;
    });
  return { unit, run, device, commands, asked };
}

const openTest = ({ device }: Tested, { probeId, nonce }: Command<'probe'>): Promise<Opened> =>
  device.open({ type: 'probe', probeId, nonce });

/** Uploads a test or an event, and closes it. */
async function upload(device: RawDevice, event: Opened, firmware?: string): Promise<void> {
  const clip = await freshClip();
  for (const object of clip.objects) await device.upload(event, object);
  await device.close(event, clip.objects, firmware);
}

/** Its first test ends where nothing was opened. */
async function stopped(options?: RawDeviceOptions): Promise<Tested> {
  const all = await tested(options);
  await all.asked(1);
  await eventually(async () => expect((await rowOf(all.run)).probe?.step).toBe('acknowledged'));
  await rig.clock.advance(seconds(8));
  expect(await all.run.sees('probe.ended')).toMatchObject({ outcome: 'not_opened', stopped: true });
  return all;
}

test('stops at a broken way up; firmware that repairs it is tested in the same run, and passes', async () => {
  const unit = await rig.unit();
  const broken = await unit.camera({ fault: 'video.first_not_key', waveAfterGrant: undefined });
  const run = await rig.maker.submit(unit.deviceId);
  const first = await run.sees('probe.ended');
  expect(first).toMatchObject({ outcome: 'flawed', stopped: true });
  expect(first.findings.map(({ code }) => code)).toContain('video.first_not_key');
  expect(await read(run)).toMatchObject({ state: 'verifying', step: 'preflight', findings: [] });

  await broken.close();
  const repaired = await unit.camera({ firmware: '2.3.1', waveAfterGrant: undefined });
  const began = performance.now();
  expect(await again(run)).toEqual({ test: 2 });
  expect(await run.sees('probe.ended', ({ outcome }) => outcome !== 'flawed')).toMatchObject({ outcome: 'clean' });
  console.info(`a repeated test: ${((performance.now() - began) / 1000).toFixed(1)} s from the button to its result`);

  const { at, deadlineAt } = await isAt(run, 'await-event');
  expect(Date.parse(deadlineAt ?? '') - Date.parse(at)).toBe(seconds(110));
  // The camera that was switched off for its new firmware has its permission again.
  await eventually(async () => expect(repaired.device.findGrant()?.nonce).toBe((await rowOf(run)).nonce));
  await eventually(async () => expect((await rowOf(run)).firmware).toBe('2.3.1'));
  repaired.wave();
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', findings: [] });
  const { certificate } = await rig.maker.getCertificate({ params: { id: run.id } });
  expect(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString()).toContain('"firmware":"2.3.1"');
  const { items } = await rig.maker.listApplications({ query: { search: unit.deviceId } });
  expect(items).toHaveLength(1);
});

test('a device without test events is asked to wave at once', async () => {
  const unit = await rig.unit();
  await unit.device();
  const run = await rig.maker.submit(unit.deviceId);
  await isAt(run, 'await-event');
  await rig.maker.cancelApplication({ params: { id: run.id } });
  const { progress } = await run.ended();
  expect(progress).not.toContainEqual(expect.objectContaining({ type: 'step.started', step: 'preflight' }));
});

test('one that cannot make the first test now is asked to wave; one that was asked again is waited for', async () => {
  const unit = await rig.unit();
  let isBusy = true;
  await unit.device({ onProbe: () => !isBusy }, { probes: true });
  const run = await rig.maker.submit(unit.deviceId);
  expect(await run.sees('probe.ended')).toMatchObject({ outcome: 'declined' });
  await isAt(run, 'await-event');
  await rig.maker.cancelApplication({ params: { id: run.id } });

  isBusy = false;
  const next = await rig.maker.submit(unit.deviceId);
  await eventually(async () => expect((await rowOf(next)).probe?.step).toBe('acknowledged'));
  await rig.clock.advance(seconds(8));
  await next.sees('probe.ended');
  isBusy = true;
  await again(next);
  const declined = await next.sees('probe.ended', ({ outcome }) => outcome === 'declined');
  expect(declined).toMatchObject({ stopped: true });
  expect((await read(next)).step).toBe('preflight');
  await rig.maker.cancelApplication({ params: { id: next.id } });
});

test('the device’s own event pre-empts it, wherever it stands, and takes its 45 s from then on', async () => {
  const all = await stopped();
  const own = await all.device.open();
  await isAt(all.run, 'await-upload');
  expect(await refusedAgain(all.run)).toBe('no_preflight');
  await upload(all.device, own);
  expect((await all.run.ended()).application.state).toBe('approved');

  const testing = await tested();
  const test = await openTest(testing, await testing.asked(1));
  const first = await testing.device.open();
  expect(await testing.run.sees('probe.ended')).toMatchObject({ outcome: 'overtaken' });
  await upload(testing.device, first);
  await testing.device.close(test, []);
  expect((await testing.run.ended()).application.state).toBe('approved');
});

const refusedAgain = (run: Run) => refusedCode(again(run));

test('an own event that overtakes the answer to a repeated grant ends nothing: it is of the firmware that sends it', async () => {
  const { run, device } = await stopped({ silentTo: 'grant', answers: 1 });
  await again(run);
  const own = await device.open({ firmware: '2.4.0' as never });
  await upload(device, own, '2.4.0');
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', problem: null });
});

test('firmware that changes after it has answered is not what was granted', async () => {
  const { unit, run, device } = await stopped();
  await again(run);
  await eventually(async () => {
    const { grant_command_id: id } = await rowOf(run);
    const { rows } = await rig.regions.cn.pool.query('SELECT replied_at FROM command WHERE id = $1', [id]);
    expect(rows[0]?.replied_at).toBeInstanceOf(Date);
  });
  await upload(device, await device.open({ firmware: '2.4.0' as never }), '2.4.0');
  await expectFailed(rig, unit, await run.ended(), 'precondition_changed', { step: 'verify' });
});

test('the grant of the run lasts to the end of all that may come, with the same nonce, and its device is told', async () => {
  const { run, device } = await stopped();
  const { nonce, grant_expires_at: ends, deadline_at: deadline } = await rowOf(run);
  expect(ends.getTime() - deadline.getTime()).toBeGreaterThanOrEqual(seconds(175));
  const copies = await rig.regions.cn.db
    .selectFrom('command')
    .select('payload')
    .where('device_id', '=', device.device.credentials.deviceId)
    .where('name', '=', 'grant')
    .orderBy('created_at')
    .execute();
  expect(copies.map(({ payload }) => payload)).toMatchObject([{ nonce }, { nonce, expiresAt: ends.toISOString() }]);
  await rig.clock.advance(minutes(9)); // more than the four that it was given first
  await upload(device, await device.open());
  expect((await run.ended()).application.state).toBe('approved');
});

test('each test has a grant of its own, which opens that test, once and for half a minute, and nothing else', async () => {
  const all = await stopped();
  const { run, device } = all;
  const first = await all.asked(1);
  expect(await again(run)).toEqual({ test: 2 });
  const second = await all.asked(2);
  const { nonce } = await rowOf(run);
  expect(new Set([first.nonce, second.nonce, nonce, first.probeId, second.probeId]).size).toBe(5);
  expect(await refusedCode(device.open({ nonce: second.nonce }))).toBe('nonce_wrong');
  expect(await refusedCode(openTest(all, first))).toBe('probe_unknown');
  expect(await refusedCode(openTest(all, { ...second, nonce: first.nonce }))).toBe('nonce_wrong');
  const event = await openTest(all, second);
  expect(event.maxFootageMs).toBe(5000);
  await upload(device, event);
  await isAt(run, 'await-event');
  await rig.maker.cancelApplication({ params: { id: run.id } });
  await run.ended();
  // The region is told a moment after the page.
  await eventually(async () => expect(await refusedCode(openTest(all, second))).toBe('grant_ended'));
});

test('a test that shows the nonce of the run is taken, as the protocol had it before', async () => {
  const all = await tested();
  const { probeId } = await all.asked(1);
  await upload(all.device, await all.device.open({ type: 'probe', probeId }));
  await isAt(all.run, 'await-event');
  await rig.maker.cancelApplication({ params: { id: all.run.id } });
});

test('what comes late of one test is nothing to the next', async () => {
  const all = await tested();
  const { run, device } = all;
  const clip = await freshClip();
  const [object] = clip.objects;
  if (!object) throw new Error('an empty clip');
  const late = await openTest(all, await all.asked(1));
  await device.upload(late, object);
  await rig.clock.advance(seconds(12));
  expect(await run.sees('probe.ended')).toMatchObject({ outcome: 'not_closed', stopped: true });
  await again(run);
  const next = await openTest(all, await all.asked(2));
  expect(await refusedCode(device.upload(late, object))).toBe('event_closed');
  await device.close(late, clip.objects);
  const [first, second] = await Promise.all([all.asked(1), all.asked(2)]);
  expect(await refusedCode(openTest(all, first))).toBe('probe_unknown');
  expect(await refusedCode(openTest(all, { ...first, nonce: second.nonce }))).toBe('probe_unknown');
  expect((await rowOf(run)).probe).toMatchObject({ n: 2, step: 'opened', refused: [] });
  await eventually(async () => expect(rig.storedObjects('cn', late.eventId)).toEqual([]));
  await upload(device, next);
  await isAt(run, 'await-event');
  await rig.maker.cancelApplication({ params: { id: run.id } });
});

test('it is repeated where it stopped: not while one goes on, nor at another step, nor after the end', async () => {
  const { run, asked, commands } = await tested();
  await asked(1);
  expect(await again(run)).toEqual({ test: 1 });
  await eventually(async () => expect((await rowOf(run)).probe?.step).toBe('acknowledged'));
  await rig.clock.advance(seconds(8));
  await run.sees('probe.ended');
  expect(await Promise.all([again(run), again(run)])).toEqual([{ test: 2 }, { test: 2 }]);
  await asked(2);
  expect(commands).toHaveLength(2);
  // The end of the step and not that of the test comes first.
  const held = await holdDeadline(rig.regions.cn, 'run.probe', run.id);
  await rig.clock.advance(minutes(10));
  await isAt(run, 'await-event');
  expect(await run.sees('probe.ended', ({ outcome }) => outcome === 'out_of_time')).toMatchObject({ findings: [] });
  await held.release();
  expect(await refusedAgain(run)).toBe('no_preflight');
  await rig.maker.cancelApplication({ params: { id: run.id } });
  expect(await refusedAgain(run)).toBe('application_ended');
});

test('another account’s is as good as none', async () => {
  const { run } = await stages.preflight({ rig });
  const other = await rig.newMaker();
  expect(await refusedCode(other.repeatPreflight({ params: { id: run.id } }))).toBe('not_found');
  await rig.maker.cancelApplication({ params: { id: run.id } });
});

test('nothing that a test met explains how the run ends', async () => {
  const { unit, run, device, asked } = await tested();
  const { probeId } = await asked(1);
  expect(await refusedCode(device.open({ type: 'probe', probeId, ageMs: -1 }))).toBe('input_invalid');
  await run.sees('probe.refused');
  await rig.clock.advance(minutes(10));
  await isAt(run, 'await-event');
  await rig.clock.advance(seconds(110));
  await expectFailed(rig, unit, await run.ended(), 'no_event', { step: 'await-event' });
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
