// A device whose line its test has ended: how often it is refused, what is noted of how it comes back, and whom it concerns.
import { type ConformanceId, seconds } from '@kaitong/contract';
import { beginCut } from '@kaitong/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshStage } from '../../region/conformance/items.ts';
import { json } from '../../store/database.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { startTest } from '../testing/conformance.ts';
import { type Camera, type Phone, pairNew, signUp, tokenOf, tryToConnect } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

let camera: Camera;
let id: ConformanceId;
let token: string;
beforeEach(async () => {
  camera = await pairNew(region, phone);
  id = await startTest(region, phone, camera, ['motion-off']);
  token = await tokenOf(region, camera);
});

/** The camera's line has just been ended for the item; nothing else moves the test on here. */
async function cut(): Promise<void> {
  const stage = { ...freshStage('power-cut'), cuts: [beginCut(region.clock.now().getTime())] };
  const items = [{ name: 'power-cut', state: 'running', observations: [], clips: [] }];
  await region.context.db
    .updateTable('conformance')
    .set({ item: 'power-cut', stage: json(stage), items: json(items as never) })
    .where('id', '=', id)
    .execute();
}

async function noted() {
  const { stage, items } = await region.context.db
    .selectFrom('conformance')
    .select(['stage', 'items'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const [last] = stage.cuts ?? [];
  const said = items[0]?.observations.map(({ code, params }) => [code, params.attempt]);
  return { isOver: last?.isOver, tries: last?.tries, said };
}

const REFUSED = 'Connection refused: Server unavailable';

test('it is refused four times and let in the fifth, and each try is noted with its time', async () => {
  await cut();
  const answers: string[] = [];
  for (const wait of [0, 500, 1000, 2000, 4000]) {
    await region.clock.advance(seconds(wait / 1000));
    answers.push(await tryToConnect(region, camera, token));
  }
  expect(answers).toEqual([...Array(4).fill(REFUSED), 'connected']);
  const { isOver, tries = [], said } = await noted();
  expect(isOver).toBe(true);
  const pauses = tries.slice(1).map((at, n) => at - (tries[n] ?? 0));
  for (const [n, least] of [500, 1000, 2000, 4000].entries()) expect(pauses[n]).toBeGreaterThanOrEqual(least);
  expect(said).toEqual([...[1, 2, 3, 4].map((n) => ['line.tried', n]), ['line.let_in', 5]]);
  expect(await tryToConnect(region, camera, token)).toBe('connected');
  expect((await noted()).tries).toHaveLength(5);
});

test('after forty seconds it is let in, however rarely it came', async () => {
  await cut();
  expect(await tryToConnect(region, camera, token)).toBe(REFUSED);
  await region.clock.advance(seconds(40));
  expect(await tryToConnect(region, camera, token)).toBe('connected');
  expect(await noted()).toMatchObject({ isOver: true, tries: [expect.any(Number), expect.any(Number)] });
});

test('tools beside it and other devices come in, and do not count as tries', async () => {
  await cut();
  const other = await pairNew(region, phone);
  expect(await tryToConnect(region, other, await tokenOf(region, other))).toBe('connected');
  expect(await tryToConnect(region, camera, token, { clientId: `${camera.deviceId}.look` })).toBe('connected');
  expect((await noted()).tries).toEqual([]);
});

test('a test that is cancelled meanwhile refuses nothing more', async () => {
  await cut();
  expect(await tryToConnect(region, camera, token)).toBe(REFUSED);
  await region.plane.endConformance({ params: { conformanceId: id } });
  expect(await tryToConnect(region, camera, token)).toBe('connected');
});
