import { milliseconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHEDDING, Shedding } from '../load/shedding.ts';
import { type Load, watchLoad } from '../load/watch-load.ts';
import { WORK_KINDS, type WorkKind } from '../load/work-kind.ts';
import { silentLog } from '../log.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { clips, open, pairSubscribed, record as recordWhole, type Subscribed } from './testing/footage.ts';
import { codeOf, type Phone, signUp } from './testing/people.ts';
import { openTestRegion, type TestRegion } from './testing/region.ts';

/** More than a process answers at once, and those of them who go on asking when they are refused. */
const LISTENERS = 400;
const IMPATIENT = 20;

/** What is said to be refused, beside what a process finds by itself. */
let refused: readonly WorkKind[] = [];
let isMeasured = false;
const noted: WorkKind[] = [];
let measured: Load;
let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let camera: Subscribed;
beforeAll(async () => {
  server = await startTestDatabase();
  // A quick machine serves hundreds of lists in less than is late in service.
  const from = { ...SHEDDING.from, browsing: milliseconds(25) };
  measured = watchLoad(silentLog, { shedding: new Shedding({ ...SHEDDING, from }) });
  region = await openTestRegion(server, {
    load: {
      refuses: (kind) => refused.includes(kind) || (isMeasured && measured.refuses(kind)),
      noteRefusal: (kind) => noted.push(kind),
      noteWait: (ms) => measured.noteWait(ms),
    },
  });
  phone = await signUp(region, 'wang');
  camera = await pairSubscribed(region, phone);
});
afterAll(async () => {
  await region.close();
  measured.stop();
  await server[Symbol.asyncDispose]();
});

const list = () => phone.listDevices({});
const now = () => region.clock.now().getTime();
const watch = () =>
  phone.getTimeline({
    params: { deviceId: camera.deviceId },
    query: { from: new Date(now() - 1000).toISOString(), to: new Date(now()).toISOString() },
  });
const record = () => open(region, camera);

test('lists are refused before watching, and recording last; each with its code, and when to ask again', async () => {
  const answers: string[] = [];
  for (const kinds of [[], ['browsing'], ['browsing', 'watching'], [...WORK_KINDS]] as WorkKind[][]) {
    refused = kinds;
    const codes = [];
    for (const call of [list, watch, record]) codes.push(await codeOf(call() as Promise<object>));
    answers.push(codes.map((code) => (code === 'platform_overloaded' ? 'refused' : 'answered')).join());
  }
  refused = [];
  expect(answers).toEqual([
    'answered,answered,answered',
    'refused,answered,answered',
    'refused,refused,answered',
    'refused,refused,refused',
  ]);
  expect(noted).toEqual(['browsing', 'browsing', 'watching', 'browsing', 'watching', 'recording']);
});

test('a refusal comes before anybody is asked who calls, and says when to come again, in the header too', async () => {
  refused = ['browsing'];
  const answer = await fetch(`${region.context.publicUrl}/api/v1/devices`, { headers: { 'accept-language': 'zh-CN' } });
  refused = [];
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
  expect(await answer.json()).toMatchObject({ code: 'platform_overloaded', title: '平台当前负载过高' });
});

test('where more lists are asked for than a process can give, they are refused, and what is recorded is acknowledged', async () => {
  noted.length = 0;
  isMeasured = true;
  const stop = new AbortController();
  const shed = Promise.withResolvers<void>();
  let refusals = 0;
  const ask = async (_: unknown, n: number): Promise<void> => {
    while (!stop.signal.aborted) {
      if ((await codeOf(list())) !== 'platform_overloaded') continue;
      refusals += 1;
      shed.resolve();
      if (n >= IMPATIENT) return; // comes again later, as it is told to
    }
  };
  const asking = Array.from({ length: LISTENERS }, ask);
  await shed.promise;
  const before = refusals;
  const events = [];
  let during = 0;
  try {
    for (let n = 0; n < 3; n++) events.push(await recordWhole(region, camera, { clip: clips.ts }));
    during = refusals - before;
  } finally {
    stop.abort();
    await Promise.all(asking);
  }
  const whole = await region.context.db
    .selectFrom('recorded_event')
    .select('id')
    .where('completed_at', 'is not', null)
    .where(
      'id',
      'in',
      events.map(({ eventId }) => eventId),
    )
    .execute();
  expect(whole).toHaveLength(3);
  expect(during).toBeGreaterThan(0);
  expect(noted.filter((kind) => kind === 'recording')).toEqual([]);
}, 90_000);
