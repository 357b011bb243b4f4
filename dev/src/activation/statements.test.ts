// What an activation asks of the database. A count is no timing; on a busy machine it is some forty more, since what happens by
// the second happens more often while it lasts.
import { countStatements } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from './testing/rig.ts';

/** Of a new product, its licence, the pairing of one unit and its activation, with one watcher. Only ever lower it. */
const BUDGET = 350;
const ACTIVATIONS = 4;

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

async function activateOne(): Promise<void> {
  const unit = await rig.unit();
  const camera = await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  await camera.close();
}

test(`an activation takes at most ${BUDGET} statements, with all that comes before it`, async () => {
  const counting = countStatements([rig.control, ...Object.values(rig.regions)]);
  try {
    await activateOne(); // what is asked once
    counting.take();
    for (let n = 0; n < ACTIVATIONS; n++) await activateOne();
    const by = Object.entries(counting.take()).map(
      ([schema, count]) => [schema, Math.round(count / ACTIVATIONS)] as const,
    );
    const sum = by.reduce((total, [, count]) => total + count, 0);
    console.info(
      `statements of an activation: ${sum} (${by.map(([schema, count]) => `${schema} ${count}`).join(', ')})`,
    );
    expect(sum).toBeLessThanOrEqual(BUDGET);
  } finally {
    counting.stop();
  }
});
