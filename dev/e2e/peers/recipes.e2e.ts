// What docs/guide/push.md tells people to paste, for a device that an owner made in the app: each recipe makes an event.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { app, Output, RecordedEvent } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { completeEvents } from '../../src/service/testing/footage.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { makeClip, run, start } from './pushing.ts';

let rig: RunningRig;
let folder: string;
/** In place of a camera’s web server and of the programs that the recipes ask for clips. */
let standIn: Server;
const file = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-recipes-'));
  [rig] = await Promise.all([startRig(), makeClip(file('6s.mp4'), { seconds: 6 })]);
  const quietly = ['-v', 'error', '-nostdin', '-y', '-i', file('6s.mp4')];
  // As recorders write them: a header that names no pictures, then fragments.
  const fragments = ['-c', 'copy', '-movflags', 'frag_keyframe+empty_moov+default_base_moof'];
  await run('ffmpeg', [...quietly, ...fragments, file('fragmented.mp4')]);
  await run('ffmpeg', [...quietly, '-frames:v', '1', file('picture.jpg')]);
  standIn = createServer(({ url = '' }, response) => {
    const isPicture = url.startsWith('/image.jpg') || url.endsWith('/snapshot.jpg');
    const isClip = url.startsWith('/api/stream.mp4?src=camera1&duration=15') || url.endsWith('/clip.mp4');
    if (!isPicture && !isClip) return void response.writeHead(404).end();
    response.end(readFileSync(file(isPicture ? 'picture.jpg' : 'fragmented.mp4')));
  }).listen(0, '127.0.0.1');
  await once(standIn, 'listening');
});
afterAll(async () => {
  standIn?.close();
  await rig?.stop();
  await rm(folder, { recursive: true, force: true });
});

type Made = { unit: Unit; token: Output<typeof app.createPushDevice>['token'] };

/** As somebody makes one in the app, with a plan. */
async function makeDevice(): Promise<Made> {
  const owner = rig.owners.cn;
  const { device, token } = await owner.createPushDevice({ body: { name: 'Back yard' } });
  const unit = { owner, deviceId: device.deviceId } as Unit;
  await subscribe(rig, unit);
  return { unit, token };
}

const [english, chinese] = ['push.md', 'push.zh-CN.md'].map((name) =>
  readFileSync(path.join(import.meta.dirname, '../../../docs/guide', name), 'utf8'),
) as [string, string];
const blocksOf = (page: string): string[] =>
  [...page.matchAll(/^```(?:sh|yaml)\n(.*?)^```$/gms)].map(([, block = '']) => block);

/** A recipe as somebody pastes it: with their address and token, and with the stand-in where their programs would be. */
function recipe(mark: string, { token: { pushUrl, token } }: Made): string {
  const [block = '', ...others] = blocksOf(english).filter((text) => text.includes(mark));
  expect([block === '', others.length]).toEqual([false, 0]);
  const { port } = standIn.address() as AddressInfo;
  const host = new URL(pushUrl).host;
  return block
    .replaceAll(/http:\/\/127\.0\.0\.1(:\d+)?\//g, `http://127.0.0.1:${port}/`)
    .replaceAll('https://cam.example.com/cn/push/v1/DEVICE_ID', pushUrl)
    .replaceAll(
      'https://camera:TOKEN@cam.example.com/cn/push/v1/DEVICE_ID',
      pushUrl.replace(host, `camera:TOKEN@${host}`),
    )
    .replaceAll('TOKEN', token)
    .replaceAll('/tmp/', `${folder}/`);
}

const paste = (script: string) => run('sh', ['-c', script]);

/** What ffprobe decodes of it, from where the app plays it. */
async function countPictures({ owner, deviceId }: Unit, { eventId }: RecordedEvent): Promise<number> {
  const { playlistUrl } = await owner.createPlayback({ params: { deviceId }, body: { of: { eventId } } });
  const options = ['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_streams', '-of', 'json'];
  const { stdout, stderr } = await run('ffprobe', [...options, playlistUrl]);
  expect(stderr).toBe('');
  return Number((JSON.parse(stdout) as { streams: { nb_read_frames: string }[] }).streams[0]?.nb_read_frames);
}

async function expectOne(made: Made, frames: number): Promise<RecordedEvent> {
  const [event] = (await completeEvents(made.unit, 1)) as [RecordedEvent];
  if (frames > 0) expect(await countPictures(made.unit, event)).toBe(frames);
  return event;
}

test('the lines are the same in both languages', () => {
  expect(blocksOf(chinese)).toEqual(blocksOf(english));
});

test('ffmpeg', async () => {
  const made = await makeDevice();
  const script = recipe('live.m3u8', made).replace(
    '-rtsp_transport tcp -i rtsp://USER:PASSWORD@CAMERA/stream',
    `-nostdin -loglevel error -i ${file('6s.mp4')}`,
  );
  await paste(script);
  await expectOne(made, 60);
});

test.each([
  ['a picture and a clip', 'picture.jpg', 'fragmented.mp4', 60],
  ['a clip whose header comes last', '-', '6s.mp4', 60],
  ['a picture alone', 'picture.jpg', '-', 0],
])('the webhook of thingino, with %s', async (_, picture, clip, frames) => {
  const made = await makeDevice();
  const url = /webhook\.url "([^"]+)"/.exec(recipe('webhook.url', made))?.[1] ?? '';
  const [image, video] = [picture, clip].map((name) => (name === '-' ? '-' : file(name))) as [string, string];
  const { stderr } = await run('sh', [path.join(import.meta.dirname, 'webhook.sh'), url, image, video]);
  expect(stderr).toBe('');
  const event = await expectOne(made, frames);
  expect({ picture: event.snapshotUrl !== null, width: event.width }).toEqual({ picture: picture !== '-', width: 320 });
});

test('the script of OpenIPC', async () => {
  const made = await makeDevice();
  await paste(recipe('/image.jpg', made));
  expect(await expectOne(made, 0)).toMatchObject({ durationMs: 0, snapshotUrl: expect.any(String) });
});

test('go2rtc', async () => {
  const made = await makeDevice();
  await paste(recipe('/api/stream.mp4', made));
  await expectOne(made, 60);
});

test('the hook of MediaMTX', async () => {
  const made = await makeDevice();
  const hook = /runOnRecordSegmentComplete: (.*)/.exec(recipe('runOnRecordSegmentComplete', made))?.[1] ?? '';
  await run('env', [`MTX_SEGMENT_PATH=${file('fragmented.mp4')}`, 'sh', '-c', hook]);
  await expectOne(made, 60);
});

test('the script that follows Frigate', async () => {
  const made = await makeDevice();
  await using stack = new AsyncDisposableStack();
  const port = await freePorts();
  const broker = start('mosquitto', ['-p', String(port)]);
  stack.defer(() => broker.kill());
  await eventually(async () => {
    const line = connect(port, '127.0.0.1');
    await once(line, 'connect');
    line.destroy();
  });
  const script = recipe('mosquitto_sub', made).replace('-h 127.0.0.1', `-h 127.0.0.1 -p ${port}`);
  // In a group of its own, so that all of the pipe ends with it.
  const following = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
  stack.defer(() => void (following.pid && process.kill(-following.pid)));
  // Kept for whoever subscribes later: which of the two comes first does not matter.
  const say = (type: string, after: object) =>
    run('mosquitto_pub', [
      ...['-h', '127.0.0.1', '-p', String(port), '-q', '1', '-r', '-t', 'frigate/events'],
      ...['-m', JSON.stringify({ type, before: {}, after })],
    ]);
  await say('end', { id: '1607123955.475377-mxklsc', camera: 'front_door', has_clip: true });
  const event = await expectOne(made, 60);
  expect(event.snapshotUrl).not.toBeNull();
});
