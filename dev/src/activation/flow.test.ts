// What a camera does wrong on the way: each is named with its step and time, and decides only what it must.
import { type Duration, seconds } from '@kaitong/contract';
import type { CheckCode, Finding } from '@kaitong/contract/checks';
import type { FaultCode } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { expectFailed, refusedCode } from './testing/expectations.ts';
import type { Outcome } from './testing/people.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import { freshClip, stages } from './testing/stages.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const found = ({ application }: Outcome, code: CheckCode): Finding | undefined =>
  application.findings.find((one) => one.code === code);

/** Every flow finding says where in the run it happened. */
const inStep = (step: string) => ({ step, afterMs: expect.any(Number) });

describe.concurrent('a run passes with a warning', () => {
  const faults: [string, FaultCode & CheckCode, object, object][] = [
    ['commits before the bytes are there', 'flow.commit_before_put', {}, { object: 0, kind: 'segment' }],
    ['has no pre-record', 'flow.no_pre_record', {}, { measured: 0, limit: 500 }],
    [
      'records more than it was asked for',
      'flow.event_too_long',
      { clip: { preRecordMs: 16_000, postRecordMs: 1000 } },
      { measured: 16_000, limit: 15_000, object: 15 },
    ],
    [
      'has sent enough and never closes',
      'flow.event_not_closed',
      { clip: { preRecordMs: 15_000, postRecordMs: 0 } },
      {},
    ],
  ];

  test.each(faults)('when the camera %s', async (_title, fault, options, about) => {
    const unit = await rig.unit();
    await unit.camera({ fault, probe: false, ...options });
    const outcome = await rig.maker.activate(unit.deviceId);
    expect(outcome.application).toMatchObject({ state: 'approved', problem: null });
    expect(found(outcome, fault)).toMatchObject({ severity: 'warning', ...about });
    expect(found(outcome, fault)?.params).toEqual({
      step: expect.stringMatching(/^(?:await-upload|verify)$/),
      afterMs: expect.any(Number),
    });
  });

  test('a camera that does all of it right gets none', async () => {
    const unit = await rig.unit();
    await unit.camera({ clip: { preRecordMs: 14_000, postRecordMs: 1000 } });
    const { application } = await rig.maker.activate(unit.deviceId);
    expect(application).toMatchObject({ state: 'approved', findings: [] });
  });
});

test('a pre-record that is not declared is not missed, nor that of a battery camera', async () => {
  const verify = async (sleepy: boolean, event: { preRecordMs?: number }) => {
    const unit = await rig.unit({ sleepy });
    const device = await unit.device();
    const clip = await freshClip();
    const run = await rig.maker.submit(unit.deviceId);
    // What is sent here at once took six seconds to happen.
    const ageMs = 6000;
    const opened = await device.open({ ageMs, startedAt: new Date(Date.now() - ageMs).toISOString(), ...event });
    for (const object of clip.objects) await device.upload(opened, object);
    await device.close(opened, clip.objects);
    return (await run.ended()).application.findings.map(({ code }) => code);
  };
  expect(await verify(false, {})).toEqual(['enc.none']);
  expect(await verify(true, { preRecordMs: 0 })).toEqual(['enc.none']);
  expect(await verify(false, { preRecordMs: 499 })).toContain('flow.no_pre_record');
});

test('an object that the close counts is waited for, and the verdict is over what came', async () => {
  const unit = await rig.unit();
  await unit.camera({ fault: 'flow.segment_missing', probe: false });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('event.closed');
  expect((await rig.maker.getApplication({ params: { id: run.id } })).step).toBe('await-upload');
  await rig.clock.advance(seconds(45));
  const outcome = await run.ended();
  await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'verify' });
  expect(found(outcome, 'flow.segment_missing')).toMatchObject({
    ...{ severity: 'error', measured: '1', object: 1 },
    params: { one: 'one', unasked: 'unasked', joined: 'joined' },
  });
});

test('a commit that arrives after the close counts, as it does for what owners pay for', async () => {
  const { unit, run, device, clip, event } = await stages['await-upload']({ rig });
  const { eventId } = event;
  const rest = clip.objects.slice(1);
  const last = rest.at(-1);
  if (!last) throw new Error('the clip is too short');
  for (const object of rest.slice(0, -1)) await device.upload(event, object);
  const { declaration, bytes } = last;
  await device.put(await device.api.declareObject({ params: { eventId }, body: declaration }), bytes);
  await device.close(event, clip.objects);
  await run.sees('event.closed');
  await device.api.commitObject({ params: { eventId, n: declaration.n }, body: {} });
  const { application } = await run.ended();
  expect([application.state, application.pid]).toEqual(['approved', unit.pid]);
});

test('an init segment that arrives after everything else, and after the close, is read before what follows it', async () => {
  const unit = await rig.unit();
  const device = await unit.device();
  const clip = await freshClip({ container: 'fmp4' });
  const run = await rig.maker.submit(unit.deviceId);
  const event = await device.open({
    declaration: { container: 'fmp4', codec: 'h264', width: 160, height: 90, encryption: 'none' },
  });
  const [init, ...rest] = clip.objects;
  if (init?.declaration.kind !== 'init') throw new Error('the clip has no init segment');
  for (const object of rest) await device.upload(event, object);
  await device.close(event, clip.objects);
  await run.sees('event.closed');
  await device.upload(event, init);
  const { application } = await run.ended();
  expect(application.state).toBe('approved');
  expect(application.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

/** Sends these of a clip's objects under the numbers given, closes the event, and waits until its time is over. */
async function sendNumbered(numbers: number[], counted: number): Promise<Outcome> {
  const unit = await rig.unit();
  const device = await unit.device();
  const clip = await freshClip();
  const run = await rig.maker.submit(unit.deviceId);
  const event = await device.open();
  for (const [at, n] of numbers.entries()) {
    const object = clip.objects[at];
    if (object) await device.upload(event, { ...object, declaration: { ...object.declaration, n } });
  }
  const body = { objects: counted, durationMs: 3000, firmware: unit.firmware as never };
  await device.api.closeEvent({ params: { eventId: event.eventId }, body }).catch(() => undefined);
  await rig.clock.advance(seconds(45));
  return await run.ended();
}

test('a first segment that was lost is no better than any other, and neither is counting from 1', async () => {
  const lost = await sendNumbered([1, 2], 3);
  expect([lost.application.state, lost.application.problem?.code]).toEqual(['rejected', 'clip_rejected']);
  expect(found(lost, 'flow.segment_missing')).toMatchObject({ severity: 'error', measured: '0', object: 0 });
  const fromOne = await sendNumbered([1, 2], 2);
  expect(fromOne.application.problem).toMatchObject({ code: 'upload_refused', params: { reason: 'event_conflict' } });
  expect(found(fromOne, 'flow.segment_missing')).toMatchObject({ measured: '0', object: 0 });
});

test('objects that the device counted and did not send', async () => {
  const outcome = await sendNumbered([0], 3);
  expect(outcome.application.problem?.code).toBe('clip_rejected');
  expect(found(outcome, 'flow.segment_missing')).toMatchObject({ measured: '1, 2', object: 1 });
});

/** A device that is away for a while in mid-upload, goes on with it as if nothing had been, and closes its event. */
async function goAway(lasts: Duration, when: 'opened' | 'before' = 'opened'): Promise<Outcome> {
  const unit = await rig.unit();
  const [clip, device] = await Promise.all([freshClip(), unit.device()]);
  const run = await rig.maker.submit(unit.deviceId);
  await device.grant;
  const begin = when === 'opened' ? await device.open() : undefined;
  await device.device.stop();
  await eventually(async () => {
    const { items } = await unit.owner.listDevices({});
    expect(items.find(({ deviceId }) => deviceId === unit.deviceId)?.presence).toBe('offline');
  });
  const event = begin ?? (await device.open());
  await rig.clock.advance(lasts);
  for (const object of clip.objects) await device.upload(event, object);
  await device.close(event, clip.objects);
  return await run.ended();
}

test('a device that was away for ten seconds of its upload fails for it, and for less it is warned', async () => {
  const long = await goAway(seconds(10));
  expect(long.application.problem?.code).toBe('clip_rejected');
  expect(found(long, 'flow.offline_in_upload')).toMatchObject({ severity: 'error', limit: 10_000 });
  const neverThere = await goAway(seconds(10), 'before');
  expect(found(neverThere, 'flow.offline_in_upload')).toMatchObject({ severity: 'error' });
  const short = await goAway(seconds(4));
  expect(short.application.state).toBe('approved');
  expect(found(short, 'flow.offline_in_upload')).toMatchObject({ severity: 'warning' });
});

test('a hole in an upload that never ended is named too', async () => {
  const { unit, run, device, clip, event } = await stages['await-upload']({ rig });
  const [, , third] = clip.objects;
  if (!third) throw new Error('the clip is too short');
  await device.upload(event, third);
  await rig.clock.advance(seconds(45));
  const outcome = await run.ended();
  await expectFailed(rig, unit, outcome, 'upload_incomplete', { step: 'await-upload' });
  expect(found(outcome, 'flow.segment_missing')).toMatchObject({ measured: '1', params: inStep('await-upload') });
});

test('a token that expires in mid-upload, where the camera gets no other', async () => {
  const unit = await rig.unit();
  const camera = await unit.camera({ fault: 'flow.token_expired', probe: false });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('object.inspected');
  await eventually(() => expect(camera.lastResult).toMatchObject({ problem: { code: 'device_token_invalid' } }));
  await rig.clock.advance(seconds(45));
  const outcome = await run.ended();
  const params = { reason: 'device_token_invalid' };
  await expectFailed(rig, unit, outcome, 'upload_refused', { step: 'await-upload', params });
  expect(found(outcome, 'flow.token_expired')).toMatchObject({ severity: 'error', params: inStep('await-upload') });
});

test('a camera that knows that its grant has ended, and goes on: noted after the outcome, which stays', async () => {
  const unit = await rig.unit();
  await unit.camera({
    fault: 'flow.upload_after_end',
    probe: false,
    clip: { preRecordMs: 1000, postRecordMs: 20_000 }, // it still records when a busy machine has carried the end to it
  });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('object.stored');
  await rig.maker.cancelApplication({ params: { id: run.id } });
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'cancelled', findings: [] });
  await eventually(async () => {
    const { state, problem, findings } = await rig.maker.getApplication({ params: { id: run.id } });
    expect({ state, problem }).toEqual({ state: 'cancelled', problem: application.problem });
    expect(findings).toMatchObject([
      { code: 'flow.upload_after_end', severity: 'warning', kind: 'segment', params: inStep('await-upload') },
    ]);
  });
});

test('one call that was on its way when the grant ended is not held against a camera', async () => {
  const unit = await rig.unit();
  // It never says that it heard of the end, so what it can know begins with the first refusal, however slow the machine.
  const [clip, device] = await Promise.all([freshClip(), unit.device({}, { silentTo: 'revoke' })]);
  const run = await rig.maker.submit(unit.deviceId);
  const event = await device.open();
  const [first, second] = clip.objects;
  if (!first || !second) throw new Error('the clip is too short');
  await device.upload(event, first);
  await rig.maker.cancelApplication({ params: { id: run.id } });
  const stored = async () =>
    (await rig.regions.cn.pool.query('SELECT state, flow FROM run WHERE application_id = $1', [run.id])).rows[0];
  await eventually(async () => expect((await stored()).state).toBe('ended'));
  const late = () =>
    refusedCode(device.api.declareObject({ params: { eventId: event.eventId }, body: second.declaration }));
  expect(await late()).toBe('grant_ended');
  expect((await stored()).flow).toEqual([]);
  await rig.clock.advance(seconds(1));
  expect(await late()).toBe('grant_ended');
  expect((await stored()).flow).toMatchObject([{ code: 'flow.upload_after_end', object: 1 }]);
});

test('a commit counts, and says by itself why the next object is refused', async () => {
  const { run, device, clip, event } = await stages['await-upload']({ rig, objects: 0 });
  const [first, second] = clip.objects;
  if (!first || !second) throw new Error('the clip is too short');
  const params = { eventId: event.eventId };
  const target = await device.api.declareObject({ params, body: { ...first.declaration, durationMs: 15_000 } });
  await device.put(target, first.bytes);
  const answer = await device.api.commitObject({ params: { ...params, n: 0 }, body: { next: second.declaration } });
  expect(answer).toEqual({ next: null, refused: { code: 'footage_limit_reached', params: { seconds: 15 } } });
  await run.sees('object.stored');
  await device.close(event, [first]);
  const outcome = await run.ended();
  expect(found(outcome, 'flow.event_too_long')).toMatchObject({ object: 1 });
  expect(found(outcome, 'flow.event_not_closed')).toBeUndefined();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));

test('a clock that is a minute and a half behind is a warning, and the event keeps its place in time', async () => {
  const unit = await rig.unit();
  await unit.camera({ fault: 'time.clock', probe: false });
  const outcome = await rig.maker.activate(unit.deviceId);
  expect(outcome.application.state).toBe('approved');
  expect(found(outcome, 'time.clock')).toMatchObject({ severity: 'warning', limit: 5000 });
  expect(Math.abs(Number(found(outcome, 'time.clock')?.measured))).toBeGreaterThan(80_000);
});
