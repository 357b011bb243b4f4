// A camera whose owner has cloud storage: what it sees is recorded, whole and once, for exactly as long as it may be.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient, regionSales } from '@kaitong/contract';
import { openFolderSpool } from '@kaitong/device';
import { planeSend, planeToken } from '@kaitong/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { refusedCode } from '../activation/testing/expectations.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import type { Unit } from '../activation/testing/units.ts';
import { completeEvents, deviceEventIds, expectPlayable, listEvents } from './testing/footage.ts';
import { hurriedClock } from './testing/hurried-clock.ts';
import { endSubscription, subscribe } from './testing/subscribe.ts';

const PLANE_SECRET = 'a secret that all planes of this test know';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_PLANE_TOKEN: PLANE_SECRET });
});
afterAll(async () => {
  expect(rig.errors).toEqual([]);
  await rig.stop();
});

type CameraOptions = Parameters<Unit['camera']>[0];

/** A camera that may record. */
async function subscribedCamera(options: CameraOptions = {}, terms?: Parameters<typeof subscribe>[2]) {
  const unit = await rig.unit();
  const permitted = Promise.withResolvers<void>();
  const camera = await unit.camera({
    ...options,
    onNews(news) {
      if (news.is === 'permitted' && news.recording !== 'none') permitted.resolve();
      options.onNews?.(news);
    },
  });
  await subscribe(rig, unit, terms);
  await permitted.promise;
  return { unit, camera };
}

async function seen(answer: ReturnType<Awaited<ReturnType<Unit['camera']>>['wave']>) {
  if (!answer.seen) throw new Error(`not recorded: ${answer.because}`);
  return await answer.finished;
}

describe('an event under a subscription', () => {
  test.each([
    ['MPEG-TS, encrypted', { container: 'ts' }],
    ['fMP4, encrypted', { container: 'fmp4' }],
    ['MPEG-TS, plain', { container: 'ts', encryption: 'none' }],
  ] as const)('is there to be watched: %s', async (_, recipe) => {
    const { unit, camera } = await subscribedCamera(recipe);
    const before = rig.clock.now().getTime();
    expect(await seen(camera.wave())).toMatchObject({ is: 'uploaded' });
    const [event] = await completeEvents(unit, 1);
    if (!event) throw new Error('no event');
    expect(event).toMatchObject({ type: 'motion', unread: true, durationMs: 2000, ...recipe });
    expect(Math.abs(Date.parse(event.happenedAt) - before)).toBeLessThan(5000);
    expect(Date.parse(event.happenedAt) - Date.parse(event.startedAt)).toBe(1000);
    await expectPlayable(unit, event);
  });

  test('does not need the motion-alarm switch of the device', async () => {
    const off = { enabled: false, sensitivity: 'low', schedule: null } as const;
    const { unit, camera } = await subscribedCamera({ motionDetection: off });
    expect(await seen(camera.wave())).toMatchObject({ is: 'uploaded' });
    await completeEvents(unit, 1);
  });

  test('longer than an event may be is cut into several without a gap', async () => {
    const { unit, camera } = await subscribedCamera({
      ...{ width: 64, height: 64, fps: 1, segmentMs: 10_000 },
      clip: { preRecordMs: 0, postRecordMs: 620_000 },
      clock: hurriedClock(150),
    });
    await seen(camera.wave());
    const events = await completeEvents(unit, 3);
    // A camera whose time is hurried tells no times that the platform could order them by.
    const lengths = events.map(({ durationMs }) => durationMs).toSorted((a, b) => b - a);
    expect(lengths).toEqual([300_000, 300_000, 20_000]);
  });

  test('is not the one that a verification waits for, and the other way round', async () => {
    const { unit, camera } = await subscribedCamera({ probe: false, waveAfterGrant: undefined });
    expect(await seen(camera.wave())).toMatchObject({ is: 'uploaded' });
    const run = await rig.maker.submit(unit.deviceId);
    await run.sees('step.started', ({ step }) => step === 'await-event');
    await eventually(() => expect(camera.device.findGrant()).toBeDefined());
    const verified = await seen(camera.wave());
    expect((await run.ended()).application.state).toBe('approved');
    expect(await seen(camera.wave())).toMatchObject({ is: 'uploaded' });
    const events = await completeEvents(unit, 2);
    expect(events.map(({ eventId }) => eventId)).not.toContain(verified.eventId);
  });
});

describe('continuous footage', () => {
  test('comes in segments of 10 s, and events beside it', async () => {
    const small = { width: 64, height: 64, fps: 2, segmentMs: 2000, clip: { preRecordMs: 2000, postRecordMs: 4000 } };
    const plan = { kind: 'continuous', retentionDays: 7 } as const;
    const { unit, camera } = await subscribedCamera({ ...small, continuous: true, clock: hurriedClock(20) }, plan);
    const find = async () => (await listEvents(unit)).find(({ type }) => type === 'continuous');
    await eventually(async () => expect((await find())?.durationMs ?? 0).toBeGreaterThanOrEqual(30_000));
    expect(await seen(camera.wave())).toMatchObject({ is: 'uploaded' });
    await endSubscription(rig, unit);
    const footage = await eventually(async () => {
      const event = await find();
      if (event?.state !== 'complete') throw new Error('it is not closed');
      return event;
    });
    const { rows } = await rig.regions.cn.pool.query(
      "SELECT DISTINCT duration_ms FROM recorded_object WHERE event_id = $1 AND kind = 'segment'",
      [footage.eventId],
    );
    expect(rows).toEqual([{ duration_ms: 10_000 }]);
    await expectPlayable(unit, footage);
    const day = 86_400_000;
    const [from, to] = [-day, day].map((ms) => new Date(Date.now() + ms).toISOString()) as [string, string];
    const params = { deviceId: unit.deviceId };
    const { hours } = await unit.owner.footage.getCalendar({ params, query: { from, to } });
    expect(hours.some(({ continuous }) => continuous)).toBe(true);
    expect(hours.reduce((sum, { events }) => sum + events, 0)).toBe(1);
  });
});

describe('without an uplink', () => {
  /** What the camera sends goes nowhere while `away`. */
  function uplink() {
    const line = { away: false };
    const cut: typeof fetch = (...request) => (line.away ? Promise.reject(new Error('no route')) : fetch(...request));
    return { line, fetch: cut };
  }

  test('a camera keeps what it records and sends it later, in order, each event once and when it happened', async () => {
    const { line, fetch } = uplink();
    const { unit, camera } = await subscribedCamera({ fetch });
    line.away = true;
    const before = rig.clock.now().getTime();
    for (const _ of [1, 2, 3]) {
      const answer = camera.wave();
      expect(answer.seen).toBe(true);
      await eventually(() => expect(camera.recording).toBe(false));
    }
    const after = rig.clock.now().getTime();
    expect(await listEvents(unit)).toEqual([]);
    line.away = false;
    const events = await completeEvents(unit, 3);
    for (const event of events) await expectPlayable(unit, event);
    const happened = events.map(({ happenedAt }) => Date.parse(happenedAt));
    expect(happened).toEqual(happened.toSorted((a, b) => a - b));
    for (const at of happened) expect(at > before - 1000 && at < after).toBe(true);
    expect(new Set(await deviceEventIds(rig, unit)).size).toBe(3);
    expect(camera.device.recordings.waiting).toBe(0);
  });

  test('what waits on the card outlives a restart, and what was sent in part goes on where it stopped', async () => {
    let objects = 0;
    const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-card-'));
    const { line, fetch } = uplink();
    const { unit, camera } = await subscribedCamera({
      fetch,
      spool: await openFolderSpool(folder),
      clip: { preRecordMs: 1000, postRecordMs: 3000 },
      onNews: (news) => {
        // The line goes with the second object on its way.
        if (news.is === 'object') line.away ||= objects++ === 1;
      },
    });
    camera.wave();
    await eventually(() => expect(camera.recording).toBe(false));
    camera.wave();
    await eventually(() => expect(camera.recording).toBe(false));
    await camera.close();
    line.away = false;
    const again = await unit.camera({ spool: await openFolderSpool(folder) });
    const events = await completeEvents(unit, 2);
    for (const event of events) {
      expect(event.durationMs).toBe(4000);
      await expectPlayable(unit, event);
    }
    await eventually(() => expect(again.device.recordings.waiting).toBe(0));
    await eventually(() => expect(readdirSync(folder)).toEqual([]));
    rmSync(folder, { recursive: true });
  });
});

describe('a camera stops at once, and the platform takes nothing more,', () => {
  /** In the middle of a recording that would go on for a minute. */
  async function recording(terms?: Parameters<typeof subscribe>[2]) {
    const stored = Promise.withResolvers<void>();
    const { unit, camera } = await subscribedCamera(
      {
        clip: { preRecordMs: 0, postRecordMs: 60_000 },
        onNews: (news) => news.is === 'object' && stored.resolve(),
      },
      terms,
    );
    const answer = camera.wave();
    await stored.promise;
    await eventually(async () => expect((await listEvents(unit))[0]?.durationMs ?? 0).toBeGreaterThan(0));
    return { unit, camera, finished: answer.seen ? answer.finished : undefined };
  }

  async function expectStopped({ unit, camera }: Awaited<ReturnType<typeof recording>>, code: string): Promise<void> {
    await eventually(() => expect(camera.recording).toBe(false));
    const late = {
      deviceEventId: 'too-late',
      type: 'motion',
      startedAt: rig.clock.now().toISOString(),
      ageMs: 0,
      declaration: { container: 'ts', codec: 'h264', width: 160, height: 90, encryption: 'none' },
      firmware: '2.3.0' as never,
    } as const;
    const api = await unit.api();
    expect(await refusedCode(api.openEvent({ body: late }))).toBe(code);
  }

  test('when the subscription ends', async () => {
    const place = await recording();
    await endSubscription(rig, place.unit);
    await expectStopped(place, 'subscription_expired');
    expect(await listEvents(place.unit)).toMatchObject([{ state: 'complete' }]);
    await subscribe(rig, place.unit);
    await eventually(() => expect(place.camera.device.findRecordingGrant()).toBeDefined());
    expect(place.camera.wave().seen).toBe(true);
  });

  test('when privacy mode begins; it goes on when that ends, and what was cut off is completed', async () => {
    const place = await recording();
    const { unit, camera } = place;
    const params = { deviceId: unit.deviceId };
    await unit.owner.changeSettings({ params, body: { privacyMode: true } });
    await expectStopped(place, 'privacy_mode');
    expect(camera.wave()).toEqual({ seen: false, because: 'privacy_mode' });
    await unit.owner.changeSettings({ params, body: { privacyMode: false } });
    await eventually(() => expect(camera.device.findRecordingGrant()).toBeDefined());
    const [event] = await completeEvents(unit, 1);
    if (event) await expectPlayable(unit, event);
    expect(camera.wave().seen).toBe(true);
  });

  test('when its owner removes it', async () => {
    const place = await recording();
    const { unit, camera } = place;
    await unit.owner.removeDevice({ params: { deviceId: unit.deviceId } });
    await eventually(() => expect(camera.recording).toBe(false));
    const { rows } = await rig.regions.cn.pool.query(
      "SELECT payload ->> 'recording' AS recording FROM command WHERE device_id = $1 AND name = 'record' ORDER BY created_at",
      [unit.deviceId],
    );
    expect(rows.at(-1)).toEqual({ recording: 'none' });
  });

  test('when its owner’s account is suspended; when that is lifted it goes on, and completes what was cut off', async () => {
    const place = await recording();
    const { unit, camera } = place;
    const { id: ownerId } = await unit.owner.getOwner({});
    const token = planeToken(PLANE_SECRET, 'control', unit.owner.region as never);
    const region = createClient(regionSales, planeSend(`${rig.url}/${unit.owner.region}`, token));
    const suspend = (suspended: boolean) =>
      region.suspendOwner({ params: { ownerId }, body: { suspended, reason: 'chargebacks' } });
    await suspend(true);
    await expectStopped(place, 'account_suspended');
    await suspend(false);
    await eventually(() => expect(camera.device.findRecordingGrant()).toBeDefined());
    const [event] = await completeEvents(unit, 1);
    if (event) await expectPlayable(unit, event);
    expect(camera.wave().seen).toBe(true);
  });

  test('when it is not told, at its next call', async () => {
    const place = await recording();
    await rig.regions.cn.pool.query("UPDATE subscription SET subscription = jsonb_set(subscription, '{slices}', '[]')");
    await expectStopped(place, 'subscription_missing');
  });
});
