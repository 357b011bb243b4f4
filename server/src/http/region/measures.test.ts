import { seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { openMeasures } from '../measures.ts';
import { clips, open, pairSubscribed, record, type Subscribed } from '../testing/footage.ts';
import { signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let camera: Subscribed;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  camera = await pairSubscribed(region, await signUp(region, 'wang'));
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

/** Of the stages of events, and how many could be watched. */
async function counted(): Promise<Record<string, number>> {
  const text = await region.measured();
  const stages = [...text.matchAll(/^kaitong_events_total\{.*stage="(\w+)"\} (\d+)$/gm)];
  const [, playable = 0] = /^kaitong_event_playable_seconds_count\{.*\} (\d+)$/m.exec(text) ?? [];
  return { ...Object.fromEntries(stages.map(([, stage, n]) => [stage, Number(n)])), playable: Number(playable) };
}

test('an event that arrives is opened, can be watched, and is whole: each counted once, under its firmware', async () => {
  await record(region, camera, { clip: clips.ts });
  expect(await counted()).toEqual({ opened: 1, whole: 1, playable: 1 });
  expect(await region.measured()).toMatch(
    /kaitong_events_total\{region="cn",pid="\w+",firmware="2\.3\.0",stage="whole"\} 1/,
  );
});

test('one of which something is missing at its close is incomplete, and completed when that comes', async () => {
  const before = await counted();
  const { pieces } = clips.ts;
  const opened = await open(region, camera, { encrypted: false }); // so that the same bytes are sent again
  for (const [n, piece] of pieces.entries()) await opened.send(n, piece, n === 0 ? 'declared' : 'committed');
  await opened.close(pieces.length);
  expect(await counted()).toMatchObject({ opened: (before.opened ?? 0) + 1, whole: before.whole, incomplete: 1 });
  const [first] = pieces;
  if (!first) throw new Error('the clip has pieces');
  await opened.send(0, first);
  expect(await counted()).toMatchObject({ incomplete: 1, completed: 1, playable: (before.playable ?? 0) + 1 });
});

test('footage that comes late says nothing of how soon an event can be watched', async () => {
  const before = await counted();
  await record(region, camera, { clip: clips.ts, age: seconds(200) });
  expect(await counted()).toMatchObject({ playable: before.playable, whole: (before.whole ?? 0) + 1 });
});

test('a device that makes up firmware after firmware fills no memory', async () => {
  const { registry, of } = openMeasures();
  const measures = of('cn' as never);
  for (let n = 0; n < 2000; n++) measures.eventMoved({ pid: 'p' as never, firmware: `1.0.${n}` }, 'opened');
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('kaitong_events_total{'));
  expect(lines).toHaveLength(501);
  expect(lines.at(-1)).toContain('firmware="other",stage="opened"} 1500');
});
