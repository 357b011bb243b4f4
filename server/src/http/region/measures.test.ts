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

type Counted = ReturnType<typeof openMeasures>;
const eventsOf = async ({ registry }: Counted): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith('kaitong_events_total{'));
const opened = ({ of }: Counted, pid: string, firmware: string): void =>
  of('cn' as never).eventMoved({ pid: pid as never, firmware }, 'opened');

test('a device that makes up firmware after firmware hides that of its own product alone', async () => {
  const measures = openMeasures();
  for (let n = 0; n < 2000; n++) opened(measures, 'p', `1.0.${n}`);
  opened(measures, 'q', '3.1.0');
  const lines = await eventsOf(measures);
  expect(lines).toHaveLength(52);
  expect(lines).toContainEqual(expect.stringMatching(/pid="p",firmware="other",stage="opened"\} 1950$/));
  expect(lines).toContainEqual(expect.stringMatching(/pid="q",firmware="3\.1\.0",stage="opened"\} 1$/));
});

test('however many products and firmware there are, so many are told apart and the rest is counted together', async () => {
  const measures = openMeasures();
  for (let pid = 0; pid < 100; pid++) for (let n = 0; n < 10; n++) opened(measures, `p${pid}`, `1.0.${n}`);
  const lines = await eventsOf(measures);
  expect(lines).toHaveLength(501);
  expect(lines.at(-1)).toContain('pid="other",firmware="other",stage="opened"} 500');
});
