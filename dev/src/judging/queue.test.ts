// The line before the judge: who waits in it, what they are told, and what does not count against a camera.
import { milliseconds, seconds } from '@kaitong/contract';
import { LONGEST_WORK } from '@kaitong/judge';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { expectFailed } from '../activation/testing/expectations.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { stages } from '../activation/testing/stages.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
const sql = (text: string, values: unknown[] = []) => rig.regions.cn.pool.query(text, values);

/** Runs that hold a grant and never end: every place before the judge is taken. */
const fill = () =>
  sql(`INSERT INTO run (application_id, device_id, pid, owner_id, paired_at, account_id, account_name, state, step,
         deadline_at, grant_expires_at, grant_given_until, nonce, dormant)
       SELECT 'apfull' || n, 'full' || n, 'p', 'o', now(), 'a', 'a', 'running', 'await-event', now(), now(), now(), 'x', false
       FROM generate_series(1, 5000) AS n`);
/** As many places are free again; whoever waits finds that at its next look. */
async function free(runs: number): Promise<void> {
  await sql(
    `DELETE FROM run WHERE application_id IN (SELECT application_id FROM run WHERE application_id LIKE 'apfull%' LIMIT ${runs})`,
  );
}
beforeEach(async () => {
  await free(5000);
});

const waiting = async (): Promise<string[]> =>
  (await sql('SELECT application_id FROM waiting_run ORDER BY seq')).rows.map((row) => row.application_id);

describe('while every place is taken', () => {
  test('an application waits, sees its place, and goes on by itself; no device is asked for anything before', async () => {
    const [first, second] = [await rig.unit(), await rig.unit()];
    const cameras = [await first.camera(), await second.camera()];
    await fill();
    const runs = [await rig.maker.submit(first.deviceId), await rig.maker.submit(second.deviceId)];
    await runs[0]?.sees('judge.queued', ({ waiting: ahead }) => ahead === 0);
    const told = await runs[1]?.sees('judge.queued', ({ waiting: ahead }) => ahead === 1);
    expect(told?.expectedMs).toBeGreaterThan(0);
    expect(await waiting()).toEqual(runs.map(({ id }) => id));
    const asked = await sql("SELECT FROM command WHERE device_id = ANY($1) AND name = 'grant'", [
      [first.deviceId, second.deviceId],
    ]);
    expect(asked.rowCount).toBe(0);

    await free(5000);
    for (const run of runs) expect((await run.ended()).application.state).toBe('approved');
    expect(await waiting()).toEqual([]);
    expect(cameras).toHaveLength(2);
  });

  test('minutes in the line are no minutes of the camera, and control does not give the region up', async () => {
    const unit = await rig.unit();
    await unit.camera();
    await fill();
    const run = await rig.maker.submit(unit.deviceId);
    await run.sees('judge.queued');
    for (let minute = 0; minute < 6; minute++) {
      const reported = (await sql(`SELECT seq FROM topic WHERE name = 'run:${run.id}'`)).rows[0]?.seq ?? 0;
      await rig.clock.advance(seconds(70));
      await eventually(async () => {
        const { rows } = await sql(`SELECT seq FROM topic WHERE name = 'run:${run.id}'`);
        expect(rows[0]?.seq).toBeGreaterThan(reported);
      });
    }
    expect(await rig.maker.getApplication({ params: { id: run.id } })).toMatchObject({
      state: 'verifying',
      step: 'grant',
    });
    await free(5000);
    expect((await run.ended()).application.state).toBe('approved');
  });

  test('control is told to wait before the first look, which may be late where hundreds look', async () => {
    const unit = await rig.unit();
    await unit.camera();
    await fill();
    const run = await rig.maker.submit(unit.deviceId);
    await run.sees('judge.queued');
    const { rows } = await sql('SELECT data FROM topic_entry WHERE topic = $1 ORDER BY seq LIMIT 3', [`run:${run.id}`]);
    expect(rows.map(({ data }) => data.progress?.type ?? data.type)).toEqual(['step.started', 'step', 'judge.queued']);
    await rig.maker.cancelApplication({ params: { id: run.id } });
    await run.ended();
  });

  test('whoever cancels leaves the line, and those behind move up', async () => {
    const [first, second] = [await rig.unit(), await rig.unit()];
    await Promise.all([first.camera(), second.camera()]);
    await fill();
    const [one, two] = [await rig.maker.submit(first.deviceId), await rig.maker.submit(second.deviceId)];
    await two.sees('judge.queued', ({ waiting: ahead }) => ahead === 1);
    await rig.maker.cancelApplication({ params: { id: one.id } });
    await two.sees('judge.queued', ({ waiting: ahead }) => ahead === 0);
    expect((await one.ended()).application.state).toBe('cancelled');
    await free(5000);
    expect((await two.ended()).application.state).toBe('approved');
    expect((await sql('SELECT FROM run WHERE application_id = $1', [one.id])).rowCount).toBe(0);
  });

  test('a device that is paired anew meanwhile is not what the application was about', async () => {
    const unit = await rig.unit();
    await unit.camera();
    await fill();
    const run = await rig.maker.submit(unit.deviceId);
    await run.sees('judge.queued');
    await unit.owner.removeDevice({ params: { deviceId: unit.deviceId } });
    await free(5000);
    const { application } = await run.ended();
    expect(application).toMatchObject({ state: 'rejected', problem: { code: 'precondition_changed' } });
    expect(await waiting()).toEqual([]);
  });
});

describe('a run in preflight', () => {
  test('takes nobody’s place, however long it stops there', async () => {
    const stuck = await stages.preflight({ rig });
    await free(5000);
    await sql(`INSERT INTO run SELECT (jsonb_populate_record(run, jsonb_build_object('application_id', 'apfull' || n,
      'device_id', 'full' || n, 'grant_command_id', null, 'probe', run.probe || jsonb_build_object('commandId', 'full' || n)))).*
      FROM run, generate_series(1, 5000) AS n WHERE application_id = '${stuck.run.id}'`);
    const { run, goOn } = await stages['await-event']({ rig });
    await goOn();
    expect((await run.ended()).application.state).toBe('approved');
    await rig.maker.cancelApplication({ params: { id: stuck.run.id } });
  });

  test('asks for a wave once its way up is fine and the judge has a place for the clip', async () => {
    const [first, second] = [await rig.unit(), await rig.unit()];
    const camera = await first.camera({ waveAfterGrant: undefined, fault: 'enc.iv' });
    const run = await rig.maker.submit(first.deviceId);
    await run.sees('probe.ended');
    await camera.close();
    const repaired = await first.camera({ waveAfterGrant: undefined });
    await fill();
    await second.camera();
    const behind = await rig.maker.submit(second.deviceId);
    await behind.sees('judge.queued');
    await rig.maker.repeatPreflight({ params: { id: run.id } });
    await run.sees('probe.ended', ({ outcome }) => outcome === 'clean');
    await run.sees('judge.queued');
    expect((await rig.maker.getApplication({ params: { id: run.id } })).step).toBe('preflight');
    await free(5000);
    await run.sees('step.started', ({ step }) => step === 'await-event');
    repaired.wave();
    for (const one of [run, behind]) expect((await one.ended()).application.state).toBe('approved');
  });

  test('waits for no place with an event of its own', async () => {
    const { run, goOn } = await stages.preflight({ rig });
    await fill();
    await goOn();
    expect((await run.ended()).application.state).toBe('approved');
  });
});

describe('verify', () => {
  test('its time runs from the judge’s start of work, and a judge that does not end its work is given up', async () => {
    const { unit, run, event, held } = await stages.verify({ rig });
    await rig.clock.advance(seconds(60));
    await run.sees('step.started', ({ step }) => step === 'verify');
    expect((await rig.maker.getApplication({ params: { id: run.id } })).state).toBe('verifying');
    // As a judge would leave it that took the object and never came back.
    await sql('INSERT INTO judge_work (event_id, n) VALUES ($1, 0)', [event.eventId]);
    await rig.clock.advance(milliseconds(LONGEST_WORK + seconds(10)));
    await expectFailed(rig, unit, await run.ended(), 'judge_unavailable', { step: 'verify' });
    await held.release();
  });

  test('what was judged leaves no work behind', async () => {
    const unit = await rig.unit();
    await unit.camera();
    expect((await rig.maker.activate(unit.deviceId)).application.state).toBe('approved');
    expect(
      (await sql('SELECT FROM judge_work JOIN event ON id = event_id WHERE device_id = $1', [unit.deviceId])).rowCount,
    ).toBe(0);
  });
});

test('operators see the line in the metrics', async () => {
  await fill();
  const metrics = await (await fetch(`${rig.url}/metrics`)).text();
  expect(metrics).toMatch(/^kaitong_judge_lanes [1-9]/m);
  expect(metrics).toMatch(/^kaitong_judge_(?:running|waiting) \d/m);
  expect(metrics).toMatch(/^kaitong_runs_running\{region="cn"\} 5000$/m);
  expect(metrics).toMatch(/^kaitong_runs_waiting\{region="cn"\} 0$/m);
  expect(metrics).toMatch(/^kaitong_clips_unjudged\{region="eu"\} 0$/m);
});
