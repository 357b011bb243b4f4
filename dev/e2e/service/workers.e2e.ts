// kill -9 of a server's workers, every second or faster, under recordings and activations; and of the process they belong to.
import { setTimeout as delay } from 'node:timers/promises';
import { seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type KillableRig, startKillableRig } from '../../src/activation/testing/killable-rig.ts';
import { isThere, workersOf } from '../../src/activation/testing/workers.ts';
import { expectNothingLost } from '../../src/service/testing/kill-story.ts';

const WORKERS = { KAITONG_WORKERS: '3' };

const killWorkers = (rig: KillableRig): void => {
  for (const pid of workersOf(rig.pid())) process.kill(pid, 'SIGKILL');
};

const awayOf = async ({ url }: KillableRig): Promise<unknown> => {
  const answer = await fetch(`${url}/readyz`, { headers: { connection: 'close' } });
  return ((await answer.json()) as { away: unknown }).away;
};

const areBack = (rig: KillableRig): Promise<void> =>
  eventually(async () => {
    expect(workersOf(rig.pid()).length).toBe(2);
    expect(await awayOf(rig)).toEqual([]);
  });

test('of what was acknowledged nothing is missing though workers die, whichever process answered; they are all back', async () => {
  await expectNothingLost({
    ...{ kills: 30, environment: WORKERS, afterwards: areBack },
    async hit(rig) {
      killWorkers(rig);
      await delay(seconds(1));
    },
  });
}, 900_000);

test('cameras are activated and their pages hear of the end, while workers die every second', async () => {
  await using stack = new AsyncDisposableStack();
  const rig = await startKillableRig(WORKERS);
  stack.defer(() => rig.stop());
  const units = await Promise.all([1, 2, 3].map(() => rig.unit()));
  for (const unit of units) await unit.camera({ width: 160, height: 90, fps: 5, segmentMs: 1000 });
  const submitted = await Promise.all(units.map(({ deviceId }) => rig.maker.submit(deviceId)));
  const killing = new AbortController();
  const killer = (async () => {
    for (; !killing.signal.aborted; await delay(seconds(1))) killWorkers(rig);
  })();
  const ends = await Promise.all(submitted.map((run) => run.sees('application.ended')));
  killing.abort();
  await killer;
  expect(ends.map(({ state }) => state)).toEqual(units.map(() => 'approved'));
  await areBack(rig);
});

test('each process says all that all measure, and workers end with the process that they belong to', async () => {
  await using stack = new AsyncDisposableStack();
  const rig = await startKillableRig(WORKERS);
  stack.defer(() => rig.stop());
  await areBack(rig);
  for (let n = 0; n < 8; n++) {
    const answer = await fetch(`${rig.url}/metrics`, { headers: { connection: 'close' } });
    const text = await answer.text();
    const processes = [...text.matchAll(/^process_resident_memory_bytes\{process="(\d)"\}/gm)].map(([, one]) => one);
    expect(processes.sort()).toEqual(['0', '1', '2']);
    expect(text).toContain('kaitong_workers_up 2\n');
  }
  const workers = workersOf(rig.pid());
  await rig.kill();
  await eventually(() => expect(workers.filter(isThere)).toEqual([]));
});
