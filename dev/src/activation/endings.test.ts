// Ends that are not the camera's doing: the maker cancels, the conditions change, a region falls silent.
import { seconds } from '@kaitong/contract';
import { authorise } from '@kaitong/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { expectFailed, refusedCode } from './testing/expectations.ts';
import { type Hold, holdDeadline } from './testing/holds.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import { stages } from './testing/stages.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const cancel = (id: string) => rig.maker.cancelApplication({ params: { id: id as never } });

describe.concurrent('cancelled', () => {
  test('during the check: no run is started', async () => {
    const unit = await rig.unit();
    await unit.device({}, { silentTo: 'ping' });
    const submission = refusedCode(rig.maker.createApplication({ body: { deviceId: unit.deviceId } }));
    const id = await eventually(async () => {
      const { items } = await rig.maker.listApplications({ query: { search: unit.deviceId } });
      if (!items[0]) throw new Error('not stored yet');
      return items[0].id;
    });
    expect(await cancel(id)).toMatchObject({ state: 'cancelled', step: 'check' });
    expect(await submission).toBe('application_cancelled');
    expect((await rig.regions.cn.pool.query('SELECT FROM run WHERE application_id = $1', [id])).rowCount).toBe(0);
  });

  test.each(['grant', 'preflight', 'await-event', 'await-upload', 'verify', 'activate'] as const)(
    'in %s',
    async (step) => {
      const stage = await stages[step]({ rig });
      expect(await cancel(stage.run.id)).toMatchObject({ state: 'cancelled', step });
      await (stage as { held?: Hold }).held?.release();
      const outcome = await stage.run.ended();
      await expectFailed(rig, stage.unit, outcome, 'application_cancelled', { state: 'cancelled', step });
      await eventually(async () => expect(await stage.device.device.findGrant()).toBeUndefined());
    },
  );

  test('its grant has no future, what was open is closed, and the device hears it for as long as the grant was given for', async () => {
    const { unit, device, run } = await stages['await-upload']({ rig, objects: 1 });
    const { pool } = rig.regions.cn;
    const given = await pool.query('SELECT grant_expires_at FROM run WHERE application_id = $1', [run.id]);
    await cancel(run.id);
    await run.ended();
    await eventually(async () => {
      const { rows } = await pool.query(
        `SELECT run.state, grant_expires_at <= ended_at AS over, grant_given_until AS until, event.state AS event
         FROM run JOIN event ON run_id = application_id WHERE application_id = $1`,
        [run.id],
      );
      expect(rows).toEqual([{ state: 'ended', over: true, until: given.rows[0].grant_expires_at, event: 'closed' }]);
    });
    expect(await refusedCode(device.open())).toBe('grant_ended');
    await pool.query('UPDATE run SET grant_given_until = kaitong_now() WHERE device_id = $1', [unit.deviceId]);
    expect(await refusedCode(device.open())).toBe('no_grant');
  });

  test('too late, once the PID is activated: the answer is the outcome', async () => {
    const stage = await stages.publish({ rig });
    expect(await refusedCode(cancel(stage.run.id))).toBe('application_ended');
    await stage.goOn();
    expect((await stage.run.ended()).application).toMatchObject({ state: 'approved', problem: null });
  });

  test('at the moment of the activation: one of the two happens, whatever the order', async () => {
    const race = async (turns: number) => {
      const stage = await stages.activate({ rig });
      const going = stage.goOn();
      for (let turn = 0; turn < turns; turn++) await rig.control.pool.query('SELECT 1');
      const refused = await refusedCode(cancel(stage.run.id));
      await going;
      const { application, progress } = await stage.run.ended();
      expect(application.state).toBe(refused === undefined ? 'cancelled' : 'approved');
      expect(progress.filter(({ type }) => type === 'application.ended')).toHaveLength(1);
      const { rowCount } = await rig.control.pool.query('SELECT FROM activation WHERE pid = $1', [stage.unit.pid]);
      expect(rowCount).toBe(refused === undefined ? 0 : 1);
      expect(application.certifiedAt === null).toBe(refused === undefined);
    };
    await Promise.all([0, 1, 3, 6, 12, 24].map(race));
  });
});

describe.concurrent('the conditions of the check no longer hold', () => {
  test.each(['await-event', 'activate'] as const)('the owner removes the device in %s', async (step) => {
    const { unit, run, goOn } = await stages[step]({ rig });
    await unit.owner.removeDevice({ params: { deviceId: unit.deviceId } });
    if (step === 'activate') await goOn();
    await expectFailed(rig, unit, await run.ended(), 'precondition_changed', { step });
  });

  test('the agreement is ended', async () => {
    const maker = await rig.newMaker();
    const { unit, run, goOn } = await stages.verify({ rig, maker });
    await rig.control.pool.query("UPDATE service_order SET state = 'ended' WHERE account_id = $1", [maker.accountId]);
    await goOn();
    await expectFailed({ ...rig, maker }, unit, await run.ended(), 'precondition_changed', { step: 'activate' });
  });

  test('the authorisation on the PID is withdrawn', async () => {
    const helper = await rig.newMaker();
    const unit = await rig.unit();
    const given = { pid: unit.pid, login: helper.login, role: 'developer' } as const;
    const id = await authorise(rig.maker.console, helper.console, given);
    const { run, goOn } = await stages.verify({ rig, maker: helper, unit });
    await rig.maker.revokeAuthorisation({ params: { id } });
    await goOn();
    await expectFailed({ ...rig, maker: helper }, unit, await run.ended(), 'precondition_changed', {
      step: 'activate',
    });
  });

  test.each([
    ['opens its event with', { opened: '2.3.1', closed: '2.3.1' }],
    ['closes its event with', { opened: '2.3.0', closed: '2.3.1' }],
  ])('the device %s another firmware than it acknowledged with', async (_title, { opened, closed }) => {
    const { unit, run, device, clip } = await stages['await-event']({ rig });
    const event = await device.open({ firmware: opened as never });
    for (const object of clip.objects) await device.upload(event, object);
    await device.close(event, clip.objects, closed);
    await expectFailed(rig, unit, await run.ended(), 'precondition_changed', { step: 'verify' });
  });
});

describe('time', () => {
  test('a region that does not start the run is given up 15 s after the grant’s deadline', async () => {
    const unit = await rig.unit();
    await unit.device({}, { silentTo: 'grant' });
    const run = await rig.maker.submit(unit.deviceId);
    const held = await holdDeadline(rig.regions.cn, 'run.step', run.id);
    await run.sees('grant.sent');
    await rig.clock.advance(seconds(25));
    const outcome = await run.ended();
    await held.release();
    await expectFailed(rig, unit, outcome, 'region_unreachable', { step: 'grant', params: { region: 'cn' } });
  });

  test('waiting for the judge is not the camera’s time', async () => {
    const { run, goOn } = await stages.verify({ rig });
    for (const turn of [1, 2, 3]) {
      await rig.clock.advance(seconds(20));
      await eventually(async () =>
        expect(await (await rig.maker.getApplication({ params: { id: run.id } })).stepDeadlineAt).toSatisfy(
          (at: string) => Date.parse(at) > rig.clock.now().getTime() + 10_000,
          `renewed ${turn} times`,
        ),
      );
    }
    await goOn();
    expect((await run.ended()).application.state).toBe('approved');
  });

  test('a clip on which the judge always stumbles holds up no other, and is given up after an hour', async () => {
    const { unit, run, device, clip } = await stages['await-event']({ rig });
    const declaration = { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'aes-128' } as const;
    const event = await device.open({ declaration });
    const { pool } = rig.regions.cn;
    await pool.query("UPDATE event SET wrapped_key = 'broken' WHERE id = $1", [event.eventId]);
    const [first] = clip.objects;
    if (!first) throw new Error('an empty clip');
    await device.upload(event, { ...first, declaration: { ...first.declaration, iv: '0'.repeat(32) } });
    await device.close(event, [first]);
    await run.sees('step.started', ({ step }) => step === 'verify');

    const other = await stages['await-event']({ rig });
    await other.goOn();
    expect((await other.run.ended()).application.state).toBe('approved');

    await pool.query("UPDATE run SET step_started_at = step_started_at - interval '1 hour' WHERE application_id = $1", [
      run.id,
    ]);
    await rig.clock.advance(seconds(20));
    await expectFailed(rig, unit, await run.ended(), 'judge_unavailable', { step: 'verify' });
    expect(rig.errors.splice(0).join()).toContain('could not be inspected');
  });

  test('a call that comes after its step’s time counts no more, though no timer has fired', async () => {
    const { unit, run, device, clip, event } = await stages['await-upload']({ rig });
    const held = await holdDeadline(rig.regions.cn, 'run.step', run.id);
    await rig.clock.advance(seconds(45));
    expect(await refusedCode(device.close(event, clip.objects))).toBe('grant_ended');
    await expectFailed(rig, unit, await run.ended(), 'upload_incomplete', { step: 'await-upload' });
    await held.release();
  });
});

test('the same event is opened once, however often and at once its device asks', async () => {
  const { run, device } = await stages['await-event']({ rig });
  const opened = await Promise.all([1, 2, 3, 4].map(() => device.open({ deviceEventId: 'the-same' })));
  expect(new Set(opened.map(({ eventId }) => eventId)).size).toBe(1);
  expect(await refusedCode(device.open({ deviceEventId: 'another' }))).toBe('grant_used');
  await cancel(run.id);
});

test('an upload that outlives its run is deleted with the rest', async () => {
  const { run, device, clip, event } = await stages['await-upload']({ rig });
  const [, late] = clip.objects;
  if (!late) throw new Error('the clip is too short');
  const target = await device.api.declareObject({ params: { eventId: event.eventId }, body: late.declaration });
  await cancel(run.id);
  const stored = () => rig.storedObjects('cn', event.eventId);
  await eventually(async () => expect(await stored()).toEqual([]));
  expect((await device.put(target, late.bytes)).status).toBe(200);
  expect(stored()).toHaveLength(1);
  await rig.clock.advance(seconds(6 * 3600));
  await eventually(async () => expect(await stored()).toEqual([]));
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));

test('whoever cancels may submit the same device again at once: the new run waits for the end of the old one', async () => {
  const unit = await rig.unit();
  await unit.device();
  for (let time = 0; time < 5; time++) {
    const run = await rig.maker.submit(unit.deviceId);
    await run.sees('grant.acknowledged');
    await rig.maker.cancelApplication({ params: { id: run.id } });
    expect((await run.ended()).application.state).toBe('cancelled');
  }
});
