// A camera in use is watched for a day: hour by hour, whatever becomes of the server meanwhile.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import { minutes, SOAK_HOURS, type SoakId } from '@kaitong/contract';
import type { VirtualCamera, VirtualCameraOptions } from '@kaitong/device/virtual';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { refusedCode } from '../activation/testing/expectations.ts';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import type { Unit } from '../activation/testing/units.ts';
import { activatedProduct, TINY } from '../conformance/testing/tested.ts';
import { subscribe } from '../service/testing/subscribe.ts';

let rig: RunningRig;
let pid: Unit['pid'];
let folder: string;
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
  ({ pid } = await activatedProduct(rig));
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-soak-'));
});
afterAll(async () => {
  await rig.stop();
  await rm(folder, { recursive: true });
});

/** It sees what it is told to see, and nothing else. */
const QUIET: Partial<VirtualCameraOptions> = { ...TINY, fps: 5, waveAfterGrant: undefined };

async function inUse(options: Partial<VirtualCameraOptions> = {}): Promise<{ unit: Unit; camera: VirtualCamera }> {
  const unit = await rig.unit({ pid });
  await subscribe(rig, unit);
  const camera = await unit.camera({ ...QUIET, ...options });
  return { unit, camera };
}

const begin = (deviceId: string) => eventually(() => rig.maker.console.startSoak({ body: { deviceId } }));
const read = (id: SoakId) => rig.maker.console.getSoak({ params: { id } });

/** Until all is done that was due, the camera is on the line or away, and what it was asked for is recorded. */
const caughtUp = ({ deviceId }: Unit, presence = 'online') =>
  eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(
      `SELECT jsonb_array_length(asks) AS asked, presence,
         (SELECT count(*)::int FROM recorded_event AS event WHERE event.device_id = $1 AND completed_at IS NOT NULL) AS recorded,
         (SELECT count(*)::int FROM deadline WHERE kind LIKE 'soak.%' AND due_at <= kaitong_now()) AS due
       FROM soak JOIN device_now USING (device_id) WHERE device_id = $1`,
      [deviceId],
    );
    const [{ asked, ...is }] = rows;
    expect(is).toEqual({ presence, recorded: asked, due: 0 });
  });

async function kaitong(...args: string[]) {
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'soak' } });
  const lines: string[] = [];
  const output = { line: (text: string) => void lines.push(text), error: () => undefined };
  const environment = { KAITONG_URL: rig.url, KAITONG_API_KEY: key, LANG: 'en_GB.UTF-8' };
  return { code: await main(['soak', ...args], environment, output), lines };
}

test('a camera in use passes its day, whose report has each hour, as JUnit too', { timeout: 280_000 }, async () => {
  const { unit, ...used } = await inUse();
  let { camera } = used;
  const { deviceId } = unit;
  const { id } = await begin(deviceId);
  expect(await refusedCode(rig.maker.console.startSoak({ body: { deviceId } }))).toBe('soak_in_progress');
  await rig.clock.advance(minutes(2));
  await caughtUp(unit);
  for (let hour = 0; hour < SOAK_HOURS; hour++) {
    // Begun anew before its token is over: an hour that passes at once would end its line, and it would wait longer each time.
    if (hour > 0 && hour % 3 === 0) {
      await camera.close();
      await caughtUp(unit, 'offline');
      camera = await unit.camera(QUIET);
      await caughtUp(unit);
    }
    await rig.clock.advance(minutes(60));
    await caughtUp(unit);
  }
  await rig.clock.advance(minutes(10));
  const soak = await eventually(async () => {
    const found = await read(id);
    expect(found.state).toBe('ended');
    return found;
  });
  expect(soak.findings, JSON.stringify(soak.hours)).toEqual([]);
  expect(soak).toMatchObject({ outcome: 'pass', problem: null, pid, deviceId });
  expect(soak.hours.map(({ hour }) => hour)).toEqual(Array.from({ length: SOAK_HOURS }, (_, n) => n));
  // A line ends with its token: where that is just when it would be asked, it is not.
  const asked = soak.hours.filter((hour) => hour.asked > 0);
  expect(asked.length).toBeGreaterThan(SOAK_HOURS / 2);
  for (const { opened, arrived, firstMs, firmware } of asked) {
    expect(opened).toBeGreaterThan(0);
    expect(arrived).toBe(opened);
    expect(firstMs?.middle).toBeGreaterThan(0);
    expect(firmware).toBe('2.3.0');
  }
  const junit = path.join(folder, 'soak.xml');
  const shown = await kaitong('show', id, '--junit', junit);
  expect(shown.code, shown.lines.join('\n')).toBe(0);
  expect(readFileSync(junit, 'utf8')).toContain('tests="6" failures="0" skipped="0"');
});

test('only a camera with a plan is watched, which its account may end; then it passed nothing', async () => {
  const bare = await rig.unit({ pid });
  await bare.camera({ ...TINY });
  await eventually(async () =>
    expect(await refusedCode(rig.maker.console.startSoak({ body: { deviceId: bare.deviceId } }))).toBe(
      'subscription_missing',
    ),
  );
  const { unit } = await inUse();
  const { id } = await begin(unit.deviceId);
  expect((await kaitong('end', id)).code).toBe(0);
  await eventually(async () =>
    expect(await read(id)).toMatchObject({
      ...{ state: 'ended', outcome: 'skipped', problem: null },
    }),
  );
  const again = await begin(unit.deviceId);
  await rig.maker.console.endSoak({ params: { id: again.id } });
});

test('a camera that closes no event, and then is away, is found by both within hours', {
  timeout: 120_000,
}, async () => {
  const { unit, camera } = await inUse({ fault: 'conformance.never_closed' });
  const { id } = await begin(unit.deviceId);
  await rig.clock.advance(minutes(2));
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query('SELECT FROM recorded_event WHERE device_id = $1', [
      unit.deviceId,
    ]);
    expect(rows).not.toHaveLength(0);
  });
  await camera.close();
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(
      `SELECT FROM device_log WHERE device_id = $1 AND code = 'disconnected'`,
      [unit.deviceId],
    );
    expect(rows).toHaveLength(1);
  });
  await rig.clock.advance(minutes(70));
  const soak = await eventually(async () => {
    const found = await read(id);
    expect(found.hours).toHaveLength(1);
    return found;
  });
  expect(soak.findings.map(({ rule }) => rule)).toEqual(['uploads_missing', 'line_away']);
  await rig.maker.console.endSoak({ params: { id } });
  await eventually(async () => expect(await read(id)).toMatchObject({ state: 'ended', outcome: 'fail' }));
  await eventually(async () => {
    const told = (await rig.maker.console.listNotices({ query: {} })).items.find(
      ({ kind, data }) => kind === 'soak.ended' && data.soakId === id,
    );
    const findings = ['uploads_missing', 'line_away'];
    expect(told?.data).toMatchObject({ outcome: 'fail', hours: 1, findings, problem: null, deviceId: unit.deviceId });
  });
  const { code, lines } = await kaitong('show', id);
  expect(code).not.toBe(0);
  expect(lines.join('\n')).toContain('arrived whole');
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
