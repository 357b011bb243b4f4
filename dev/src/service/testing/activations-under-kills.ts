import { setTimeout as delay } from 'node:timers/promises';
import { minutes, ProblemError } from '@kaitong/contract';
import { expect } from 'vitest';
import { eventually } from '../../activation/testing/eventually.ts';
import { forgetRates } from '../../activation/testing/people.ts';
import type { Rig } from '../../activation/testing/rig.ts';
import type { Unit } from '../../activation/testing/units.ts';

/** What says that it was us. A good camera is named by nothing else. */
const OURS = ['platform_away', 'judge_unavailable', 'region_unreachable'];
/**
 * Asked for again, as whoever submits would: nothing was begun, or nobody knows. On a busy machine a camera may need longer
 * to find its way back than it is waited for.
 */
const NOT_NOW = ['no answer', 'internal_error', 'database_unavailable', 'platform_busy', 'device_offline', ...OURS];
/** Something to judge, and little to encode: all of them stand in this one process. */
const SMALL = { width: 160, height: 90, fps: 5, segmentMs: 1000, clip: { preRecordMs: 1000, postRecordMs: 1000 } };

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const inLanes = async (lanes: number, lane: () => Promise<void>): Promise<void> =>
  void (await Promise.all(Array.from({ length: lanes }, lane)));

/** Cameras that wave as soon as they are granted something, each of a product of its own. */
async function switchOn(rig: Rig, cameras: number): Promise<Unit[]> {
  const units: Unit[] = [];
  let left = cameras;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const unit = await rig.unit();
      await unit.camera({ ...SMALL, probe: false });
      units.push(unit);
    }
  };
  await inLanes(6, lane);
  return units;
}

/** What a call of ours came to: a problem's code, or `no answer` where nobody can read what came. */
const codeOf = (error: unknown): string => (error instanceof ProblemError ? error.problem.code : 'no answer');

/**
 * Submits a camera until it is under way, however often the server dies over it: what was stored of a lost answer goes on, and
 * what was refused because of us was not begun.
 */
async function submit(rig: Rig, { deviceId }: Unit): Promise<void> {
  for (;;) {
    const code = await rig.maker.createApplication({ body: { deviceId } }).then(() => 'submitted', codeOf);
    if (['submitted', 'run_in_progress', 'pid_already_activated'].includes(code)) return;
    if (code === 'rate_limited') await forgetRates(rig);
    else if (!NOT_NOW.includes(code)) throw new Error(code);
    await delay(300);
  }
}

type Count = { code: string; count: number };

async function outcomes({ control }: Rig): Promise<Count[]> {
  const { rows } = await control.pool.query(
    `SELECT coalesce(problem ->> 'code', state) AS code, count(*)::int AS count FROM application
     WHERE state <> 'refused' GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  return rows;
}

const count = async (plane: Rig['control'] | Rig['regions']['cn'], query: string): Promise<number> =>
  (await plane.pool.query(`SELECT count(*)::int AS count FROM (${query}) AS found`)).rows[0].count;

const tell = (counts: readonly Count[]): string => counts.map(({ code, count: many }) => `${many} ${code}`).join(', ');

export type ActivationsUnderKills = {
  cameras: number;
  leastApproved: number;
  /** Kills until it has done enough, told when all are submitted. @returns what it did, in words */
  kill: (submitted: AbortSignal) => Promise<string>;
};

/**
 * Good cameras are submitted at once while processes are killed. In the end all that is not approved names us, none is
 * activated twice, and no grant and no open event is left.
 */
export async function expectActivated(
  rig: Rig,
  { cameras, leastApproved, kill }: ActivationsUnderKills,
): Promise<void> {
  const switchedOn = performance.now();
  const units = await switchOn(rig, cameras);
  say(`${cameras} cameras are on after ${Math.round((performance.now() - switchedOn) / 1000)} s`);

  const begun = performance.now();
  const waiting = units.values();
  const submitted = new AbortController();
  const submissions = inLanes(10, async () => {
    for (const unit of waiting) await submit(rig, unit);
  }).finally(() => submitted.abort());
  const [killed] = await Promise.all([kill(submitted.signal), submissions]);
  await eventually(async () => {
    await forgetRates(rig);
    const found = await outcomes(rig);
    if (found.some(({ code }) => code === 'verifying')) throw new Error(JSON.stringify(found));
  }, minutes(3));
  const tookMs = performance.now() - begun;

  const found = await outcomes(rig);
  const left = {
    grants: await count(rig.regions.cn, 'SELECT FROM run WHERE grant_expires_at > kaitong_now()'),
    events: await count(
      rig.regions.cn,
      "SELECT FROM event WHERE state = 'open' UNION ALL SELECT FROM run WHERE state = 'running'",
    ),
  };
  const { rows: refused } = await rig.control.pool.query<Count>(
    `SELECT problem ->> 'code' AS code, count(*)::int AS count FROM application WHERE state = 'refused' GROUP BY 1`,
  );
  const given = await rig.regions.cn.pool.query(
    'SELECT round(avg(given_back_ms) / 1000) AS mean, round(max(given_back_ms) / 1000) AS most FROM run',
  );
  say(
    `${cameras} activations, ${killed}: ${tell(found)}; over after ${Math.round(tookMs / 1000)} s; ` +
      `given back ${given.rows[0].mean} s on average, ${given.rows[0].most} s at most; ` +
      `refused before they began, and tried again: ${tell(refused)}; left: ${left.grants} grants, ${left.events} open events`,
  );
  const approved = found.find(({ code }) => code === 'approved')?.count ?? 0;
  expect(approved).toBeGreaterThanOrEqual(leastApproved);
  expect(found.filter(({ code }) => code !== 'approved' && !OURS.includes(code))).toEqual([]);
  expect(found.reduce((sum, { count: many }) => sum + many, 0)).toBe(cameras);
  expect(left).toEqual({ grants: 0, events: 0 });
  expect(await count(rig.control, 'SELECT FROM activation')).toBe(approved);
  const endedOften = `SELECT topic FROM topic_entry WHERE data ->> 'type' = 'application.ended' GROUP BY topic HAVING count(*) > 1`;
  expect(await count(rig.control, endedOften)).toBe(0);
}
