// A camera without a line while its owner's cloud storage ends: what was paid for still arrives.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Duration, days, hours, milliseconds } from '@kaitong/contract';
import { memorySpool, openFolderSpool, type Spool } from '@kaitong/device';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { completeEvents, expectPlayable, listEvents } from './testing/footage.ts';
import { movedClock } from './testing/moved-clock.ts';
import { subscribe } from './testing/subscribe.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  expect(rig.errors).toEqual([]);
  await rig.stop();
});

/** Its plan is over an hour from now. What it sends goes nowhere while `line.away`. */
async function cameraWithAnHour(spool: Spool = memorySpool()) {
  const unit = await rig.unit();
  const clock = movedClock();
  const line = { away: false, openings: 0 };
  const fetchBy: typeof fetch = (input, options) => {
    if (line.away) return Promise.reject(new Error('no route'));
    if (String(input instanceof Request ? input.url : input).endsWith('/device/v1/events')) line.openings += 1;
    return fetch(input, options);
  };
  const start = (card: Spool) => unit.camera({ fetch: fetchBy, clock, spool: card });
  const camera = await start(spool);
  await subscribe(rig, unit, { kind: 'event', retentionDays: 7 }, hours(1));
  await eventually(() => expect(camera.device.findRecordingGrant()).toBeDefined());
  const pass = async (time: Duration) => {
    clock.advance(time);
    await rig.clock.advance(time);
  };
  const wave = async () => {
    const at = rig.clock.now().getTime();
    const answer = camera.wave();
    await eventually(() => expect(camera.recording).toBe(false));
    return { at, ...answer };
  };
  return { unit, camera, line, pass, wave, start };
}

const happenedAt = (events: readonly { happenedAt: string }[]) => events.map((one) => Date.parse(one.happenedAt));

test('a camera that comes back a day after the end sends what it recorded before, once, and nothing from afterwards', async () => {
  const { unit, camera, line, pass, wave } = await cameraWithAnHour();
  line.away = true;
  const waved = await wave();
  expect(waved.seen).toBe(true);
  await pass(hours(1));
  await eventually(() => expect(camera.device.findRecordingGrant()).toBeUndefined());
  await pass(days(1));
  expect(await listEvents(unit)).toEqual([]);
  line.away = false;
  const events = await completeEvents(unit, 1);
  for (const event of events) await expectPlayable(unit, event);
  for (const at of happenedAt(events)) expect(Math.abs(at - waved.at)).toBeLessThan(5000);
  await eventually(() => expect(camera.device.recordings.waiting).toBe(0));
  const late = camera.wave();
  expect(late.seen && (await late.finished)).toMatchObject({ problem: { code: 'subscription_expired' } });
  expect(await listEvents(unit)).toHaveLength(1);
});

test('a camera that is switched on again after the end sends what its card holds', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-card-'));
  const { unit, camera, line, pass, wave, start } = await cameraWithAnHour(await openFolderSpool(folder));
  line.away = true;
  const first = await wave();
  const second = await wave();
  await camera.close();
  await pass(days(1));
  line.away = false;
  const again = await start(await openFolderSpool(folder));
  const events = await completeEvents(unit, 2);
  const [one = 0, other = 0] = happenedAt(events);
  expect([Math.abs(one - first.at) < 5000, Math.abs(other - second.at) < 5000]).toEqual([true, true]);
  await eventually(() => expect(again.device.recordings.waiting).toBe(0));
  await eventually(() => expect(readdirSync(folder)).toEqual([]));
  rmSync(folder, { recursive: true });
});

test('what comes when it would be deleted already is asked about once and dropped', async () => {
  const { unit, camera, line, pass, wave } = await cameraWithAnHour();
  line.away = true;
  await wave();
  await pass(milliseconds(days(7) + hours(1)));
  line.openings = 0;
  line.away = false;
  await eventually(() => expect(camera.device.recordings.waiting).toBe(0));
  expect(line.openings).toBe(1);
  expect(await listEvents(unit)).toEqual([]);
});
