import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ProblemCode, problems } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { makeUnit, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../../docs/protocol/${name}`, import.meta.url)), 'utf8');
const guides = { 'README.md': read('README.md'), 'README.zh-CN.md': read('README.zh-CN.md') };
/** The page's program: its shell blocks, in their order. */
const programOf = (guide: string) =>
  [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');

test('both languages hold the same program', () => {
  const withoutComments = (text: string) => text.replace(/(^|\s)#(?!!).*$/gm, '');
  const [english, chinese] = Object.values(guides).map(programOf).map(withoutComments);
  expect(chinese).toBe(english);
});

test.each(Object.entries(guides))('the table of refusals in %s says what the catalogue says', (_, guide) => {
  const rows = [...guide.matchAll(/^\| `(\w+)` \| (\d{3}) \| (yes|no|是|否) \|/gm)];
  const [start, end] = ['pairing_token_invalid', 'pre_record_too_long'].map((code) =>
    Object.keys(problems).indexOf(code),
  );
  const codes = Object.keys(problems).slice(start, (end ?? 0) + 1);
  expect(rows.map(([, code]) => code)).toEqual([
    ...codes,
    'not_found',
    'input_invalid',
    'rate_limited',
    'owner_calls_exceeded',
    'product_calls_exceeded',
    'owner_bytes_exceeded',
    'product_bytes_exceeded',
    'owner_events_exceeded',
    'product_events_exceeded',
    'platform_busy',
    'platform_overloaded',
    'database_unavailable',
    'keys_full',
    'keys_unavailable',
    'storage_unavailable',
    'internal_error',
  ]);
  for (const [, code, status, again] of rows) {
    const { status: expected, retry } = problems[code as ProblemCode];
    expect([code, Number(status), again === 'yes' || again === '是']).toEqual([code, expected, retry]);
  }
});

const PROGRAMS = ['bash', 'curl', 'openssl', 'jq', 'mosquitto_pub', 'mosquitto_sub', 'ffmpeg'];
const missing = PROGRAMS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);

describe.skipIf(missing.length > 0)('the program of the page', () => {
  let server: TestDatabase;
  let region: TestRegion;
  let phone: Phone;

  beforeAll(async () => {
    server = await startTestDatabase();
    region = await openTestRegion(server, { runs: true });
    await region.startBroker();
    phone = await signUp(region, 'wang');
  });
  afterAll(async () => {
    await region.close();
    await server[Symbol.asyncDispose]();
  });

  test('pairs, is online, takes a grant and uploads an encrypted event that is closed with all its objects', async () => {
    const unit = await makeUnit(region);
    const { text } = await phone.createPairingToken({});
    const camera = spawn('bash', ['-c', programOf(guides['README.md'])], {
      env: { ...process.env, PAIRING: text, UUID: unit.uuid, AUTHKEY: unit.authKey, WAVE_AFTER: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    camera.stderr.on('data', (part) => {
      said += part;
    });
    const ended = once(camera, 'exit');
    const isUploaded = Promise.withResolvers<void>();
    const uploaded = isUploaded.promise;
    const online = new Promise<string>((resolve) => {
      camera.stdout.on('data', (part) => {
        said += part;
        const [, deviceId] = /device (\w+) is online/.exec(said) ?? [];
        if (deviceId) resolve(deviceId);
        if (/ uploaded/.test(said)) isUploaded.resolve();
      });
    });
    const deviceId = await Promise.race([online, ended.then(() => said)]);
    expect(deviceId, said).toMatch(/^6c\w{20}$/);
    const { found } = await region.plane.findDevice({ body: { deviceId, ping: true } });
    expect(found).toMatchObject({ presence: 'online', firmware: '2.3.0', motionDetection: { enabled: true } });
    const applicationId = `ap${'1'.repeat(18)}`;
    await region.plane.startRun({
      params: { applicationId: applicationId as never },
      body: {
        deviceId: deviceId as never,
        pid: unit.pid as never,
        pairedAt: found?.pairedAt ?? '',
        accountId: `ac${'a'.repeat(18)}` as never,
        accountName: 'Maker',
      },
    });
    await Promise.race([uploaded, ended]);
    expect(said).toMatch(/event ev\w{18} uploaded/);
    await region.plane.endRun({ params: { applicationId: applicationId as never }, body: { reason: 'cancelled' } });
    await ended;
    const { db } = region.context;
    const run = await db.selectFrom('run').selectAll().executeTakeFirstOrThrow();
    expect(run).toMatchObject({ application_id: applicationId, firmware: '2.3.0', last_refusal: null });
    const event = await db.selectFrom('event').selectAll().executeTakeFirstOrThrow();
    expect(event).toMatchObject({ state: 'closed', closed_objects: 3, closed_duration_ms: 8000 });
    expect(Math.abs(event.clock_skew_ms)).toBeLessThan(5000);
    const objects = await db.selectFrom('event_object').selectAll().orderBy('n').execute();
    expect(objects.map(({ kind, state }) => [kind, state])).toEqual([
      ['snapshot', 'committed'],
      ['segment', 'committed'],
      ['segment', 'committed'],
    ]);
    expect((await phone.getDevice({ params: { deviceId: deviceId as never } })).presence).toBe('offline');
  });
});
