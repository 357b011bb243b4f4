// The platform is away while an application is under way: its time is not the camera's.
import { milliseconds, minutes, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type KillableRig, startKillableRig } from '../../src/activation/testing/killable-rig.ts';
import { type Stage, stages } from '../../src/activation/testing/stages.ts';

let rig: KillableRig;
beforeAll(async () => {
  rig = await startKillableRig();
});
afterAll(() => rig.stop());

const pool = () => rig.regions.cn.pool;

/** What the region and control go by. */
async function times({ run }: Stage) {
  const { rows } = await pool().query('SELECT deadline_at, grant_expires_at FROM run WHERE application_id = $1', [
    run.id,
  ]);
  const silence = "SELECT due_at FROM deadline WHERE kind = 'application.silent' AND subject = $1";
  const { rows: patience } = await rig.control.pool.query(silence, [run.id]);
  return { deadline: +rows[0].deadline_at, grant: +rows[0].grant_expires_at, patience: +patience[0].due_at };
}

/** Longer than any step takes, and than control’s patience after it. */
const AWAY = seconds(150);

const cases: [string, () => Promise<Stage>][] = [
  ['grant', async () => stages.grant({ rig, unit: await rig.unit() })],
  ['preflight', () => stages.preflight({ rig })],
  ['await-event', () => stages['await-event']({ rig })],
  ['await-upload', () => stages['await-upload']({ rig, objects: 1 })],
];

describe('a server that was killed and came back after its time was over', () => {
  const reached = new Map<string, Stage>();
  const before = new Map<string, Awaited<ReturnType<typeof times>>>();
  beforeAll(async () => {
    for (const [title, reach] of cases) reached.set(title, await reach());
    for (const [title, stage] of reached) before.set(title, await times(stage));
    await rig.kill();
    await rig.clock.advanceAway(AWAY);
    await rig.restart();
  });

  test.each(cases)('in %s moves deadline, grant and control’s patience together', async (title) => {
    const stage = reached.get(title);
    const was = before.get(title);
    if (!stage || !was) throw new Error('not reached');
    await eventually(async () => {
      const is = await times(stage);
      for (const key of ['deadline', 'grant', 'patience'] as const)
        expect(is[key] - was[key]).toBeGreaterThanOrEqual(AWAY);
      expect(is.grant - was.grant).toBe(is.deadline - was.deadline);
    });
  });

  test.each(cases)('in %s sends the grant again, with the same nonce and its later end', async (title) => {
    const stage = reached.get(title);
    if (!stage) throw new Error('not reached');
    await eventually(async () => {
      const { rows } = await pool().query(
        `SELECT c.payload, run.nonce, run.grant_expires_at FROM command c JOIN run USING (device_id)
         WHERE device_id = $1 AND name = 'grant' ORDER BY created_at DESC`,
        [stage.unit.deviceId],
      );
      expect(rows.length).toBeGreaterThan(1);
      expect(rows[0].payload).toMatchObject({
        nonce: rows[0].nonce,
        expiresAt: rows[0].grant_expires_at.toISOString(),
      });
    });
  });

  // The one whose step has the least time left comes first.
  test.each(cases.toReversed())('in %s lets a good camera pass', async (title) => {
    const stage = reached.get(title);
    if (!stage) throw new Error('not reached');
    await stage.goOn();
    const { application, progress } = await stage.run.ended();
    expect(application).toMatchObject({ state: 'approved', problem: null });
    expect(progress.filter(({ type }) => type === 'application.ended')).toHaveLength(1);
  });
});

test('a camera that does nothing still has no event when its time with the outage is over', async () => {
  const { run } = await stages['await-event']({ rig });
  await rig.kill();
  await rig.clock.advanceAway(seconds(60));
  await rig.restart();
  const left = await eventually(async () => {
    const { stepDeadlineAt } = await rig.maker.getApplication({ params: { id: run.id } });
    const ms = Date.parse(stepDeadlineAt ?? '') - rig.clock.now().getTime();
    expect(ms).toBeGreaterThan(seconds(80));
    return milliseconds(ms);
  });
  await rig.clock.advance(left);
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'rejected', problem: { code: 'no_event' } });
});

test('a camera that is on its way back is waited for, and not called offline', async () => {
  const unit = await rig.unit();
  const { device } = await unit.device();
  await rig.kill();
  await rig.clock.advanceAway(seconds(20));
  await device.stop(); // it is slow to come back
  await rig.restart();
  const run = await rig.maker.submit(unit.deviceId);
  await eventually(async () => {
    const { rows } = await rig.control.pool.query('SELECT due_at FROM deadline WHERE kind = $1 AND subject = $2', [
      'application.check',
      run.id,
    ]);
    expect(rows).toHaveLength(1);
  });
  device.start();
  await run.sees('grant.acknowledged');
  await rig.maker.cancelApplication({ params: { id: run.id } });
});

test('an outage longer than is given back is the platform’s, names nothing of the camera, and is no run of its day', async () => {
  const stage = await stages['await-upload']({ rig, objects: 2 });
  await rig.kill();
  await rig.clock.advanceAway(minutes(15));
  await rig.restart();
  await eventually(async () => {
    const { rows } = await rig.control.pool.query('SELECT state, problem, findings FROM application WHERE id = $1', [
      stage.run.id,
    ]);
    expect(rows).toEqual([
      { state: 'rejected', problem: { code: 'platform_away', params: { minutes: 10 } }, findings: [] },
    ]);
  });
});
