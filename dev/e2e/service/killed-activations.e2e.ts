// kill -9 of the only server every five seconds, for a minute, under two hundred activations of good cameras.
import { setTimeout as delay } from 'node:timers/promises';
import { minutes, seconds } from '@kaitong/contract';
import { test } from 'vitest';
import { type KillableRig, startKillableRig } from '../../src/activation/testing/killable-rig.ts';
import { forgetRates } from '../../src/activation/testing/people.ts';
import { expectActivated } from '../../src/service/testing/activations-under-kills.ts';

const KILL_EVERY = seconds(5);
const KILLED_FOR = minutes(1);

/** Kills the server each time that five seconds have passed since the last time, or as soon as it is up after that. */
async function killAgainAndAgain(rig: KillableRig): Promise<string> {
  const until = performance.now() + KILLED_FOR;
  let [kills, downMs] = [0, 0];
  for (let next = performance.now() + KILL_EVERY; performance.now() < until; next += KILL_EVERY) {
    await delay(Math.max(0, next - performance.now()));
    const from = performance.now();
    await rig.kill();
    kills += 1;
    await rig.restart();
    downMs += performance.now() - from;
    await forgetRates(rig); // all of them come from one address
  }
  return `${kills} kills in a minute (server away for ${Math.round(downMs / 1000)} s)`;
}

test('good cameras are approved all the same, what is not names us, and nothing stays behind', async () => {
  await using stack = new AsyncDisposableStack();
  const rig = await startKillableRig();
  stack.defer(() => rig.stop());
  await expectActivated(rig, { cameras: 200, leastApproved: 195, kill: () => killAgainAndAgain(rig) });
}, 600_000);
