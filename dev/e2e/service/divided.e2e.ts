// Control and a region behind HAProxy, over TLS, each part of which two processes do, while one after the other is killed.
import { setTimeout as delay } from 'node:timers/promises';
import { seconds } from '@kaitong/contract';
import { afterAll, beforeAll, test } from 'vitest';
import { forgetRates } from '../../src/activation/testing/people.ts';
import { expectActivated } from '../../src/service/testing/activations-under-kills.ts';
import { type DividedRig, PART_NAMES, startDivided } from '../../src/service/testing/divided.ts';
import { expectNothingLostBy } from '../../src/service/testing/kill-story.ts';
import { openBalancer } from './balancer.ts';

const ORDER = [0, 1].flatMap((n) => PART_NAMES.map((part) => ({ part, n })));
const KILL_EVERY = seconds(5);

let rig: DividedRig;
beforeAll(async () => {
  rig = await startDivided({ front: openBalancer });
});
afterAll(() => rig?.stop());

let next = 0;
/** The next of eight, which is back when this resolves: both of a part are never away at once. */
async function killNext(): Promise<void> {
  const { part, n } = ORDER[next++ % ORDER.length] ?? { part: 'api', n: 0 };
  await rig.kill(part, n);
  await rig.start(part, n);
  await forgetRates(rig); // all of them come from one address
}

async function killEach(submitted: AbortSignal): Promise<string> {
  let kills = 0;
  for (; kills < ORDER.length || !submitted.aborted; kills++) {
    const begun = performance.now();
    await killNext();
    await delay(Math.max(0, KILL_EVERY - (performance.now() - begun)));
  }
  return `${kills} kills, of each of eight processes in turn`;
}

test('good cameras are approved though a process of each part is killed, none twice, and no grant is left', async () => {
  await expectActivated(rig, { cameras: 40, leastApproved: 39, kill: killEach });
}, 600_000);

test('of what was acknowledged nothing is missing, whichever process is killed, and all of it can be played', async () => {
  await expectNothingLostBy(rig, { kills: 2 * ORDER.length, hit: killNext });
}, 900_000);
