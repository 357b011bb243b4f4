// What cameras leave undone: each step's time runs out on the database's clock, which the tests move.
import { type ApplicationId, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putChunked } from './testing/chunked.ts';
import { eventually } from './testing/eventually.ts';
import { expectFailed, refusedCode } from './testing/expectations.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import { freshClip } from './testing/stages.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

/** What the region remembers for the case that the run's time runs out. */
async function lastRefusal(applicationId: ApplicationId): Promise<string | null | undefined> {
  const { db } = rig.regions.cn;
  const runs = db.selectFrom('run').select('last_refusal').where('application_id', '=', applicationId);
  return (await runs.executeTakeFirst())?.last_refusal;
}

test('a grant that is not acknowledged', async () => {
  const unit = await rig.unit();
  await unit.camera({ fault: 'flow.grant_not_acknowledged', waveAfterGrant: undefined });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.sent');
  await rig.clock.advance(seconds(10));
  await expectFailed(rig, unit, await run.ended(), 'grant_not_acknowledged', {
    step: 'grant',
    params: { seconds: 10 },
  });
});

test('a sleepy camera has a minute to wake up', async () => {
  const unit = await rig.unit({ sleepy: true });
  const { device } = await unit.device();
  await device.stop('dormant');
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.sent');
  await rig.clock.advance(seconds(59));
  device.start();
  await run.sees('grant.acknowledged');
  await rig.maker.cancelApplication({ params: { id: run.id } });

  await device.stop('dormant');
  const again = await rig.maker.submit(unit.deviceId);
  await again.sees('grant.sent');
  await rig.clock.advance(seconds(60));
  await expectFailed(rig, unit, await again.ended(), 'grant_not_acknowledged', {
    step: 'grant',
    params: { seconds: 60 },
  });
});

test('a grant that is refused', async () => {
  const unit = await rig.unit();
  await unit.camera({ fault: 'flow.grant_refused' });
  const outcome = await rig.maker.activate(unit.deviceId);
  await expectFailed(rig, unit, outcome, 'grant_refused', { step: 'grant', params: { reason: 'storage_broken' } });
});

test('no event, after a hint', async () => {
  const unit = await rig.unit();
  const camera = await unit.device();
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.acknowledged');
  await rig.clock.advance(seconds(60));
  await run.sees('wave.hinted');
  await rig.clock.advance(seconds(50));
  await expectFailed(rig, unit, await run.ended(), 'no_event', { step: 'await-event' });
  expect(await refusedCode(camera.open())).toBe('grant_ended');
});

test('an event with another nonce', async () => {
  const unit = await rig.unit();
  const camera = await unit.device();
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.acknowledged');
  expect(await refusedCode(camera.open({ nonce: 'stale' }))).toBe('nonce_wrong');
  await rig.clock.advance(seconds(110));
  const params = { reason: 'nonce_wrong' };
  await expectFailed(rig, unit, await run.ended(), 'upload_refused', { step: 'await-event', params });
});

test('a call that does not fit the protocol names its first wrong field, instead of a silent device', async () => {
  const unit = await rig.unit();
  const camera = await unit.device();
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.acknowledged');
  expect(await refusedCode(camera.open({ ageMs: -1 }))).toBe('input_invalid');
  await rig.clock.advance(seconds(110));
  const params = { reason: 'input_invalid ageMs' };
  await expectFailed(rig, unit, await run.ended(), 'upload_refused', { step: 'await-event', params });
});

test('a declaration that does not fit its event, and a PUT without its length, are named', async () => {
  const unit = await rig.unit();
  const camera = await unit.device();
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('grant.acknowledged');
  const { eventId } = await camera.open();
  const [first] = (await freshClip()).objects;
  if (!first) throw new Error('an empty clip');
  const params = { eventId };
  const declare = (body: typeof first.declaration) => camera.api.declareObject({ params, body });
  expect(await refusedCode(declare({ ...first.declaration, n: 160 }))).toBe('footage_limit_reached');
  expect(await refusedCode(declare({ ...first.declaration, iv: '0'.repeat(32) }))).toBe('input_invalid');
  expect(await lastRefusal(run.id)).toBe('input_invalid iv');
  expect((await putChunked(await declare(first.declaration), first.bytes)).status).toBe(411);
  await rig.clock.advance(seconds(45));
  const reason = { reason: 'length_required' };
  await expectFailed(rig, unit, await run.ended(), 'upload_refused', { step: 'await-upload', params: reason });
});

test('an event without an upload', async () => {
  const unit = await rig.unit();
  await unit.camera({ fault: 'flow.no_upload' });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('event.opened');
  await rig.clock.advance(seconds(45));
  const params = { seconds: 45 };
  await expectFailed(rig, unit, await run.ended(), 'upload_incomplete', { step: 'await-upload', params });
});

test('a device that loses power in mid-upload', async () => {
  const unit = await rig.unit();
  await unit.camera({ fault: 'flow.offline_in_upload' });
  const run = await rig.maker.submit(unit.deviceId);
  // Its line tells it by itself, and later than its objects on a busy machine.
  const away = rig.regions.cn.db.selectFrom('run').select('away_since').where('application_id', '=', run.id);
  await eventually(async () => expect((await away.executeTakeFirst())?.away_since).toBeInstanceOf(Date));
  await rig.clock.advance(seconds(45));
  const outcome = await run.ended();
  await expectFailed(rig, unit, outcome, 'upload_incomplete', { step: 'await-upload' });
  expect(outcome.application.findings).toMatchObject([{ code: 'flow.offline_in_upload', severity: 'error' }]);
});

test('an event that is never closed is named as such', async () => {
  const unit = await rig.unit();
  const camera = await unit.device();
  const run = await rig.maker.submit(unit.deviceId);
  const event = await camera.open();
  const { objects } = await freshClip();
  for (const object of objects) await camera.upload(event, object);
  await rig.clock.advance(seconds(45));
  const outcome = await run.ended();
  await expectFailed(rig, unit, outcome, 'upload_incomplete', { step: 'await-upload' });
  expect(outcome.application.findings.map(({ code }) => code)).toContain('flow.event_not_closed');
});

test.each([
  [
    'obj.hash',
    'hash_mismatch',
    { measured: expect.stringMatching(/^[0-9a-f]{64}$/), params: { algorithm: 'SHA-256' } },
  ],
  ['obj.size', 'size_mismatch', { measured: expect.any(Number), limit: expect.any(Number) }],
] as const)('bytes that differ from their declaration are named: %s', async (fault, reason, measured) => {
  const unit = await rig.unit();
  await unit.camera({ fault });
  const run = await rig.maker.submit(unit.deviceId);
  await run.sees('event.opened');
  await eventually(async () => expect(await lastRefusal(run.id)).toBe(reason));
  await rig.clock.advance(seconds(45));
  const outcome = await run.ended();
  await expectFailed(rig, unit, outcome, 'upload_refused', { step: 'await-upload', params: { reason } });
  expect(outcome.application.findings).toMatchObject([{ code: fault, object: 0, kind: 'segment', ...measured }]);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
