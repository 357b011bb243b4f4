// What an activation asks of the database. A count is no timing: what is asked by the second, whatever else is, is left out.
import { countStatements, hearTold, isByTheSecond, STATEMENT_BUDGETS } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from './testing/rig.ts';

/**
 * Of a new product, its licence, the pairing of one unit and its activation, with one watcher: counted at 267 to 269 on a
 * machine that was idle and on one that was not. The rest is for what a slow camera says in parts.
 */
const BUDGET = STATEMENT_BUDGETS['an activation'].everything;
/** What is told of topics is gathered by the second. */
const MOST_TOLD = STATEMENT_BUDGETS.told['an activation, with no page open, without outboxes and progress'];
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
  const told = await Promise.all(
    [rig.control, ...Object.values(rig.regions)].map(({ connection, schema }) => hearTold(connection, schema)),
  );
  const counting = countStatements([rig.control, ...Object.values(rig.regions)], isByTheSecond);
  try {
    await activateOne(); // what is asked once
    for (const schema of told) await schema.take();
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
    const news = (await Promise.all(told.map((schema) => schema.take()))).flat();
    const counted = Object.groupBy(news, (one) => one.slice(0, one.indexOf(' ')));
    const each = Object.entries(counted).map(([topic, of = []]) => [topic, of.length / ACTIVATIONS] as const);
    console.info(`told of an activation: ${each.map(([topic, count]) => `${topic} ${count}`).join(', ')}`);
    expect(counted).not.toHaveProperty('account');
    expect(counted).not.toHaveProperty('owner');
    const rest = each.filter(([topic]) => topic !== 'topic').reduce((total, [, count]) => total + count, 0);
    expect(rest).toBeLessThanOrEqual(MOST_TOLD);
  } finally {
    counting.stop();
    for (const schema of told) await schema.close();
  }
});
