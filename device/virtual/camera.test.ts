import { seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { pairDevice } from '../src/index.ts';
import { LICENCE, startTestRegion } from '../src/testing/region.ts';
import { startVirtualCamera } from './camera.ts';
import type { CameraNews, VirtualCameraOptions } from './camera-options.ts';

type TestRegion = Awaited<ReturnType<typeof startTestRegion>>;

async function startedCamera(region: TestRegion, options: Partial<VirtualCameraOptions> = {}) {
  const paired = await pairDevice({ pairingText: region.pairingText, ...LICENCE, firmware: '2.3.0' });
  if (!paired.ok) throw new Error(paired.problem.code);
  const news: CameraNews[] = [];
  const waiting = new Map<CameraNews['is'], () => void>();
  const camera = await startVirtualCamera({
    credentials: paired.value,
    firmware: '2.3.0',
    width: 160,
    height: 90,
    // Short, so that a test does not wait for a recording's own length.
    clip: { preRecordMs: 200, postRecordMs: 200 },
    segmentMs: 200,
    ...options,
    onNews(one) {
      news.push(one);
      waiting.get(one.is)?.();
    },
  });
  await region.statuses.next();
  return {
    camera,
    news,
    heard: (is: CameraNews['is']) => new Promise<void>((resolve) => waiting.set(is, resolve)),
    [Symbol.asyncDispose]: () => camera.close(),
  };
}

const grant = { id: 'g1', nonce: 'n1', maxFootageMs: 15_000, expiresAt: new Date(Date.now() + 60_000).toISOString() };

async function finished(camera: Awaited<ReturnType<typeof startVirtualCamera>>) {
  const answer = camera.wave();
  return answer.seen ? await answer.finished : answer.because;
}

test('a wave after a grant is recorded from before it began and uploaded: segments, snapshot, close', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region);
  await region.send('grant', grant);
  expect(await region.replies.next()).toMatchObject({ id: 'g1', ok: true });
  expect(await finished(started.camera)).toMatchObject({ is: 'uploaded', objects: 3 });
  expect(region.opened?.body).toMatchObject({ type: 'motion', nonce: 'n1', firmware: '2.3.0' });
  expect([...region.objects.values()].map(({ declaration }) => declaration.kind).sort()).toEqual([
    ...['segment', 'segment'],
    'snapshot',
  ]);
  expect(region.closed).toMatchObject({ objects: 3 });
});

test('fragmented MP4 begins with its init segment; the camera stops before the platform’s limit', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region, {
    container: 'fmp4',
    clip: { preRecordMs: 16_000, postRecordMs: 0 },
    segmentMs: 4000,
  });
  await region.send('grant', grant);
  await region.replies.next();
  await finished(started.camera);
  const kinds = [...region.objects.values()].map(({ declaration }) => declaration.kind);
  expect(kinds).toEqual(['init', 'segment', 'segment', 'segment', 'snapshot']);
  expect(region.closed?.durationMs).toBeLessThanOrEqual(15_000);
});

test('a lens that somebody covers is motion like any other', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region);
  await region.send('grant', grant);
  await region.replies.next();
  const covered = started.camera.cover(seconds(1));
  expect(covered.seen && (await covered.finished)).toMatchObject({ is: 'uploaded', objects: 3 });
  expect(region.opened?.body).toMatchObject({ type: 'motion', nonce: 'n1' });
});

test('a second wave during a recording starts no second event', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region);
  const first = started.camera.wave();
  expect(started.camera.wave()).toEqual({ seen: false, because: 'recording' });
  if (first.seen) await first.finished;
});

test.each([
  [
    'motion detection is off',
    { motionDetection: { enabled: false, sensitivity: 'high', schedule: null } },
    'motion_detection_off',
  ],
  [
    'the schedule excludes the hour',
    { motionDetection: { enabled: true, sensitivity: 'high', schedule: { from: 0, to: 0 } } },
    'motion_detection_off',
  ],
  ['privacy mode is on', { privacyMode: true }, 'privacy_mode'],
])('nothing is recorded while %s', async (_name, settings, because) => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region);
  await region.send('settings', { id: 's1', ...settings });
  await region.replies.next();
  expect(started.camera.wave()).toEqual({ seen: false, because });
  expect(started.camera.cover(seconds(1))).toEqual({ seen: false, because });
  expect(region.requests).not.toContain('open');
});

test('a probe command makes a test event that carries its id, and needs no wave', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region);
  const done = started.heard('finished');
  await region.send('probe', { id: 'b1', probeId: 'probe-1', nonce: 'n1' });
  await done;
  expect(region.opened?.body).toMatchObject({ type: 'probe', probeId: 'probe-1', nonce: 'n1' });
});

test('a stopped camera sees nothing, and its picture can still be looked at', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region);
  await started.camera.stop();
  expect(started.camera.wave()).toEqual({ seen: false, because: 'offline' });
  expect((await started.camera.picture())?.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
});

test('a revoke in the middle of a recording ends the upload', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region, { clip: { preRecordMs: 200, postRecordMs: 60_000 } });
  await region.send('grant', grant);
  await region.replies.next();
  const first = started.heard('object');
  const answer = started.camera.wave();
  await first;
  await region.send('revoke', { id: 'r1', nonce: 'n1' });
  expect(answer.seen && (await answer.finished)).toMatchObject({ is: 'failed', problem: { code: 'stopped' } });
  expect(region.closed).toBeUndefined();
});

test('firmware that outlives its grant goes on uploading', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region, { fault: 'flow.upload_after_end' });
  await region.send('grant', grant);
  await region.replies.next();
  const first = started.heard('object');
  const answer = started.camera.wave();
  await first;
  await region.send('revoke', { id: 'r1', nonce: 'n1' });
  expect(answer.seen && (await answer.finished)).toMatchObject({ is: 'uploaded' });
});

test('firmware that commits first commits each object before its bytes are there, and once more after', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region, { fault: 'flow.commit_before_put' });
  expect(await finished(started.camera)).toMatchObject({ is: 'uploaded' });
  const first = region.requests.filter((request) => / 0$/.test(request));
  expect(first).toEqual(['commit 0', 'put 0', 'commit 0']);
});

test('firmware that goes by its own clock dates an event 90 s back, and still knows its age', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region, { fault: 'time.clock' });
  await finished(started.camera);
  expect(Date.now() - Date.parse(String(region.opened?.body.startedAt))).toBeGreaterThan(90_000);
  expect(region.opened?.body.ageMs).toBeLessThan(90_000);
});

test('firmware that never answers a grant answers a ping', async () => {
  await using region = await startTestRegion();
  await using _started = await startedCamera(region, { fault: 'flow.grant_not_acknowledged' });
  await region.send('grant', grant);
  await region.send('ping', { id: 'p1' });
  expect((await region.replies.next()).id).toBe('p1');
});

test('firmware that refuses a grant says why', async () => {
  await using region = await startTestRegion();
  await using _started = await startedCamera(region, { fault: 'flow.grant_refused' });
  await region.send('grant', grant);
  expect(await region.replies.next()).toMatchObject({ id: 'g1', ok: false, reason: 'storage_broken' });
});

test.each([
  ['flow.no_event', [], false],
  ['flow.no_upload', ['open'], false],
  ['flow.event_not_closed', ['open', 'declare', 'put 0', 'commit 0'], false],
] as const)('firmware with %s does so much and no more', async (fault, requests, closes) => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region, { fault });
  await finished(started.camera);
  for (const request of requests) expect(region.requests).toContain(request);
  if (requests.length < 2) expect(region.requests).not.toContain('declare');
  expect(region.closed !== undefined).toBe(closes);
});

test('a camera that loses power in mid-upload leaves one segment and its will', async () => {
  await using region = await startTestRegion();
  await using started = await startedCamera(region, { fault: 'flow.offline_in_upload' });
  expect(await finished(started.camera)).toMatchObject({ is: 'failed' });
  expect([...region.objects.values()].filter(({ committed }) => committed).length).toBe(1);
  expect(region.closed).toBeUndefined();
  expect((await region.statuses.next(({ state }) => state === 'offline')).sequence).toBe(Number.MAX_SAFE_INTEGER);
});

test('a fault that does not fit what was asked for is refused in one sentence', async () => {
  await using region = await startTestRegion();
  await expect(startedCamera(region, { fault: 'ts.align', container: 'fmp4' })).rejects.toThrow(/needs .*"ts"/);
});
