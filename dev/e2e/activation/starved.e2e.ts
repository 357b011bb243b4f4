// A judge whose machine has no time for it: that is nobody's fault but the platform's.
import { seconds } from '@kaitong/contract';
import { STARVED_TRIES } from '@kaitong/judge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { expectFailed } from '../../src/activation/testing/expectations.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { stages } from '../../src/activation/testing/stages.ts';

const starvedOf = async (rig: RunningRig, eventId: string): Promise<number[]> => {
  const { rows } = await rig.regions.cn.pool.query('SELECT starved FROM judge_work WHERE event_id = $1', [eventId]);
  return rows.map(({ starved }) => starved);
};

/** As other processes leave objects that each of them gave back. */
const starveTwice = (rig: RunningRig, eventId: string) =>
  rig.regions.cn.pool.query(
    'INSERT INTO judge_work (event_id, n, started_at, starved) SELECT $1, n, NULL, 2 FROM generate_series(0, 9) AS n',
    [eventId],
  );

describe('a machine that never has time for a decode', () => {
  let rig: RunningRig;
  beforeAll(async () => {
    rig = await startRig({}, { judge: { processes: 1, limits: { patience: seconds(-1000) } } });
  });
  afterAll(() => rig.stop());

  test('is an outage the third time: the run ends as the platform’s fault, with no finding on the clip', async () => {
    const { unit, run, event, held } = await stages.verify({ rig });
    await starveTwice(rig, event.eventId);
    await held.release();
    await eventually(async () => {
      expect(Math.max(...(await starvedOf(rig, event.eventId)))).toBeGreaterThanOrEqual(STARVED_TRIES);
      expect(rig.errors.join()).toContain('JudgeStarved');
    });
    await rig.clock.advance(seconds(21));
    const outcome = await run.ended();
    await expectFailed(rig, unit, outcome, 'judge_unavailable', { step: 'verify' });
    expect(outcome.application.findings.filter(({ code }) => /^(decode|snap)\./.test(code))).toEqual([]);
    rig.errors.length = 0;
  });
});

describe('a machine that has time again', () => {
  let rig: RunningRig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.stop());

  test('judges what another process gave back, as if nothing had been', async () => {
    const { run, event, held, clip } = await stages.verify({ rig });
    await starveTwice(rig, event.eventId);
    await held.release();
    expect((await run.ended()).application.state).toBe('approved');
    expect(await starvedOf(rig, event.eventId)).toHaveLength(10 - clip.objects.length);
  });
});
