// Footage that no camera of ours sends: ffmpeg and curl push it, ffmpeg and ffprobe watch it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { days, type RecordedEvent, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { freePorts, spawnServer } from '../../src/activation/testing/processes.ts';
import { openGround, peopleAround, type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { completeEvents, expectPlayable, listEvents } from '../../src/service/testing/footage.ts';
import { makeClip, makePusher, postWebhook, pushFile, pushHls, run, start } from './pushing.ts';

let rig: RunningRig;
let folder: string;
const clip = (name: string): string => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-push-'));
  [rig] = await Promise.all([
    startRig(),
    makeClip(clip('12s.mp4'), { seconds: 12 }),
    makeClip(clip('5s-h265.mp4'), { seconds: 5, codec: 'libx265' }),
    makeClip(clip('320s.mp4'), { seconds: 320, fps: 2 }),
  ]);
});
afterAll(async () => {
  await rig?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** So much or more: who looks seldom misses the moment at which it was just that. */
const some = (ms: number): unknown => expect.toSatisfy((found: number) => found >= ms);

type Probed = {
  streams: { codec_type: string; codec_name: string; nb_read_frames: string }[];
  format: { duration: string };
};

/** What ffprobe decodes of an event: as it plays, and of the file that its owner downloads. */
async function watch({ owner, deviceId }: Unit, { eventId }: RecordedEvent): Promise<Probed[]> {
  const params = { deviceId };
  const { playlistUrl } = await owner.createPlayback({ params, body: { of: { eventId } } });
  const { url } = await owner.createDownload({ params: { ...params, eventId } });
  const probe = async (address: string): Promise<Probed> => {
    const options = ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json'];
    const { stdout, stderr } = await run('ffprobe', [...options, address]);
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Probed;
  };
  const file = clip(`${eventId}.mp4`);
  await run('curl', ['--silent', '--show-error', '--fail', '--output', file, url]);
  return [await probe(playlistUrl), await probe(file)];
}

async function expectWatchable(unit: Unit, event: RecordedEvent, frames: number): Promise<void> {
  for (const { streams, format } of await watch(unit, event)) {
    const video = streams.find(({ codec_type }) => codec_type === 'video');
    expect(video).toMatchObject({
      codec_name: event.codec === 'h264' ? 'h264' : 'hevc',
      nb_read_frames: String(frames),
    });
    expect(Math.abs(Number(format.duration) * 1000 - event.durationMs)).toBeLessThan(300);
  }
  await expectPlayable(unit, event);
}

test('ffmpeg pushes MPEG-TS at the speed of the footage: an event that grows, at the time at which it was recorded', async () => {
  const to = await makePusher(rig);
  const { unit } = to;
  const began = Date.now();
  const pushing = pushHls(to, clip('12s.mp4'), `${to.pushUrl}/live.m3u8`, ['-hls_time', '2', '-http_persistent', '1']);
  await eventually(
    async () => expect(await listEvents(unit)).toMatchObject([{ state: 'open', durationMs: some(2000) }]),
    30_000,
  );
  expect(await pushing.ended).toMatchObject({ code: 0 });
  const [event] = (await completeEvents(unit, 1)) as [RecordedEvent];
  expect(event).toMatchObject({
    type: 'motion',
    container: 'ts',
    codec: 'h264',
    width: 320,
    height: 180,
    durationMs: 12_000,
  });
  // ffmpeg is half a second ahead of its pace at the start.
  expect(Date.parse(event.startedAt)).toBeGreaterThan(began - seconds(1));
  expect(Date.parse(event.startedAt) + event.durationMs).toBeLessThan(Date.now() + seconds(1));
  const span = { from: new Date(began - days(1)).toISOString(), to: new Date(began + seconds(3600)).toISOString() };
  const { spans } = await unit.owner.getTimeline({ params: { deviceId: unit.deviceId }, query: span });
  expect(spans).toMatchObject([{ from: event.startedAt, recording: 'event', eventId: event.eventId }]);
  expect(Date.parse(spans[0]?.to ?? '') - Date.parse(spans[0]?.from ?? '')).toBe(12_000);
  await expectWatchable(unit, event, 120);
});

test.each([
  ['H.264', '12s.mp4', 120],
  ['H.265', '5s-h265.mp4', 50],
] as const)(
  'ffmpeg pushes fragmented MP4 with %s as fast as it can, and deletes behind itself',
  async (_, file, frames) => {
    const to = await makePusher(rig);
    const fragmented = [
      '-hls_time',
      '2',
      '-hls_segment_type',
      'fmp4',
      '-hls_list_size',
      '2',
      '-hls_flags',
      'delete_segments',
    ];
    const { code, stderr } = await pushHls(to, clip(file), `${to.pushUrl}/door/live.m3u8`, fragmented, []).ended;
    expect(code, stderr).toBe(0);
    const [event] = (await completeEvents(to.unit, 1)) as [RecordedEvent];
    expect(event).toMatchObject({ container: 'fmp4', durationMs: frames * 100 });
    await expectWatchable(to.unit, event, frames);
  },
);

test('what is longer than five minutes becomes several events, without a frame lost', async () => {
  const to = await makePusher(rig);
  const { code, stderr } = await pushHls(to, clip('320s.mp4'), `${to.pushUrl}/live.m3u8`, ['-hls_time', '10'], [])
    .ended;
  expect(code, stderr).toBe(0);
  const events = await completeEvents(to.unit, 2);
  expect(events.map(({ durationMs }) => durationMs)).toEqual([300_000, 20_000]);
  await expectWatchable(to.unit, events[1] as RecordedEvent, 40);
});

test('of an ffmpeg that is killed, whole segments are kept, and the event is closed', async () => {
  const to = await makePusher(rig);
  const { unit } = to;
  const pushing = pushHls(to, clip('12s.mp4'), `${to.pushUrl}/live.m3u8`, ['-hls_time', '2']);
  await eventually(
    async () => expect(await listEvents(unit)).toMatchObject([{ state: 'open', durationMs: some(4000) }]),
    30_000,
  );
  pushing.kill();
  await pushing.ended;
  // What was sent last may still be on its way, and then falls silent as well.
  const events = await eventually(async () => {
    await rig.clock.advance(seconds(40));
    const all = await listEvents(unit);
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['complete']));
    return all;
  });
  for (const event of events) await expectWatchable(unit, event, event.durationMs / 100);
});

test('an ffmpeg that keeps its connections ends by itself once it is refused', async () => {
  const to = await makePusher(rig);
  const { owner, deviceId } = to.unit;
  const options = ['-hls_time', '1', '-http_persistent', '1'];
  const pushing = pushHls(to, clip('320s.mp4'), `${to.pushUrl}/live.m3u8`, options);
  await eventually(async () => expect(await listEvents(to.unit)).toHaveLength(1), 30_000);
  await owner.revokeIngestToken({ params: { deviceId, id: to.id } });
  const { code, stderr } = await pushing.ended;
  expect(code).not.toBe(0);
  expect(stderr).toContain('Failed to open file');
});

test('curl pushes a clip, once however often, and hears why something is refused', async () => {
  const to = await makePusher(rig);
  const first = await pushFile(to, clip('12s.mp4'), `${to.pushUrl}/`); // it puts the file's name behind the slash
  expect([first.status, JSON.parse(first.body)]).toEqual([201, { eventId: expect.any(String), state: 'closed' }]);
  expect(await pushFile(to, clip('12s.mp4'), `${to.pushUrl}/again.mp4`)).toEqual(first);
  const [event] = (await completeEvents(to.unit, 1)) as [RecordedEvent];
  const [played, downloaded] = await watch(to.unit, event);
  expect([played?.streams[0]?.nb_read_frames, downloaded?.streams[0]?.nb_read_frames]).toEqual(['120', '120']);

  const refused = async (token: string, file: string, options: string[] = []) => {
    const { status, body } = await pushFile({ token }, file, `${to.pushUrl}/live0.ts`, options);
    return `${status} ${(JSON.parse(body) as { code: string }).code}`;
  };
  expect(await refused('push_made-up', clip('12s.mp4'))).toBe('401 ingest_token_invalid');
  expect(await refused(to.token, '/etc/hostname')).toBe('415 push_not_footage');
  const { deviceId } = to.unit;
  await to.unit.owner.revokeIngestToken({ params: { deviceId, id: to.id } });
  expect(await refused(to.token, clip('12s.mp4'))).toBe('401 ingest_token_invalid');
});

test('a body without end is refused, and its connection closed', async () => {
  const to = await makePusher(rig);
  const header = ['--header', `Authorization: Bearer ${to.token}`];
  const options = ['--silent', '--write-out', '%{http_code}', '--output', '/dev/null', '--max-time', '60'];
  const { stdout } = await start('curl', [...options, ...header, '-T', '/dev/zero', `${to.pushUrl}/live0.ts`]).ended;
  expect(stdout).toMatch(/^(413|000)$/);
  expect(await listEvents(to.unit)).toEqual([]);
});

test('the server is killed again and again: what it has acknowledged is there, once', async () => {
  await using stack = new AsyncDisposableStack();
  const ground = await openGround();
  stack.defer(() => ground.close());
  const port = await freePorts();
  let server = await spawnServer(ground, port);
  stack.defer(() => server.kill());
  const to = await makePusher(await peopleAround(ground, server.url));
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-i', clip('320s.mp4'), '-t', '48', '-c', 'copy'],
    ...['-f', 'segment', '-segment_time', '4', '-segment_format', 'mpegts', clip('part%d.ts')],
  ]);
  const stubborn = ['--retry', '50', '--retry-all-errors', '--retry-delay', '1'];
  const sending = (async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++)
      statuses.push((await pushFile(to, clip(`part${n}.ts`), `${to.pushUrl}/part${n}.ts`, stubborn)).status);
    return statuses;
  })();
  for (let kill = 1; kill <= 3; kill++) {
    const isThere = async () =>
      expect(
        (await ground.regions.cn.db.selectFrom('recorded_object').selectAll().execute()).length,
      ).toBeGreaterThanOrEqual(2 * kill);
    await eventually(isThere, 60_000);
    await server.kill();
    server = await spawnServer(ground, port);
  }
  expect(new Set(await sending)).toEqual(new Set([201]));
  const events = await listEvents(to.unit);
  expect(events.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(48_000);
  for (const event of events) await expectPlayable(to.unit, event);
});

test('a camera’s script that posts picture and clip as a form makes an event that plays; a picture alone one without video', async () => {
  const pusher = await makePusher(rig);
  const image = clip('snapshot.jpg');
  await run('ffmpeg', ['-v', 'error', '-y', '-i', clip('12s.mp4'), '-frames:v', '1', image]);
  expect(await postWebhook(pusher, { image, video: clip('12s.mp4') })).toMatchObject({ code: 0, stderr: '' });
  const [event] = await completeEvents(pusher.unit, 1);
  expect(event).toMatchObject({ codec: 'h264', width: 320, height: 180, snapshotUrl: expect.any(String) });
  for (const { streams } of await watch(pusher.unit, event as RecordedEvent))
    expect(streams.find(({ codec_type }) => codec_type === 'video')).toMatchObject({ nb_read_frames: '120' });
  const other = await makePusher(rig);
  expect(await postWebhook(other, { image })).toMatchObject({ code: 0, stderr: '' });
  expect(await listEvents(other.unit)).toMatchObject([{ state: 'complete', durationMs: 0, width: 320, height: 180 }]);
  const refused = await postWebhook({ ...other, token: 'push_wrong' }, { image });
  expect(refused).toMatchObject({ code: 22, stdout: expect.stringContaining('ingest_token_invalid') });
});
