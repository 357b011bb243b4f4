import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { milliseconds } from '@kaitong/contract';
import { Container, type VideoCodec } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/index.ts';
import { jumpingClock } from '../../src/testing/clock.ts';
import { openEncoder } from '../encode/encoder.ts';
import { durationOf, type Group, TICKS } from '../encode/frames.ts';
import { loadNodeAv } from '../encode/node-av.ts';
import { drawnScene } from '../picture/scene.ts';
import { recordClip } from '../record-clip.ts';
import { startRtspServer } from '../testing/rtsp-server.ts';
import { openDrawnSource } from './drawn.ts';
import { openFileSource } from './file.ts';
import { openLiveSource } from './live.ts';
import type { Source } from './source.ts';

const av = await loadNodeAv();
const codecs: VideoCodec[] = ['h264', 'h265'];
const kinds = Container.options.flatMap((container) => codecs.map((codec) => [container, codec] as const));
const never = new AbortController().signal;

async function all(groups: AsyncIterable<Group>): Promise<Group[]> {
  const read = [];
  for await (const group of groups) read.push(group);
  return read;
}

function usable(opened: Awaited<ReturnType<typeof openFileSource>>): Source {
  if (!opened.ok) throw new Error(opened.reason);
  return opened.source;
}

function temporaryFile(name: string, bytes: Uint8Array) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-source-'));
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

test.skipIf(!av).each(kinds)(
  'a %s file with %s is shown again and again, cut at key frames, with new time stamps',
  async (container, codec) => {
    const { objects } = await recordClip({ container, codec, encryption: 'none', width: 160, height: 90 });
    const footage = objects.filter(({ declaration }) => declaration.kind !== 'snapshot').map(({ bytes }) => bytes);
    using temporary = temporaryFile(`clip.${container === 'ts' ? 'ts' : 'mp4'}`, Buffer.concat(footage));
    const clock = jumpingClock();
    const source = usable(await openFileSource(temporary.file, { clock, sound: false }));
    expect(source.format).toEqual({ codec, width: 160, height: 90, fps: 15 });

    // Longer than the file, so that it must begin anew.
    const from = clock.monotonic();
    const groups = await all(source.record({ from, until: from + 9000, signal: never }).groups);
    expect(groups.map((group) => Math.round(durationOf(group)))).toEqual([2000, 2000, 2000, 2000, 1000]);
    expect(groups.every(({ video }) => video[0]?.key)).toBe(true);
    const stamps = groups.flatMap(({ video }) => video.map(({ dts }) => dts));
    expect(stamps).toEqual(stamps.map((_, at) => (at * TICKS) / 15));
    expect(Buffer.from((await source.still(0)) ?? []).readUInt16BE(0)).toBe(0xffd8);
  },
);

test('a file without video is refused with its name and the reason', async () => {
  using temporary = temporaryFile('notes.mp4', Buffer.from('not a video'));
  const opened = await openFileSource(temporary.file, { clock: jumpingClock(), sound: false });
  expect(opened).toMatchObject({ ok: false, reason: expect.stringContaining('notes.mp4') });
});

test.skipIf(!av)('an RTSP camera is recorded from before the motion that is seen in its picture', async () => {
  if (!av) return;
  const format = { codec: 'h264' as const, width: 160, height: 90, fps: 20 };
  const draw = drawnScene(format.width, format.height, 'ip camera');
  const encoder = await openEncoder(av, format, 10);
  const switchedOn = systemClock.monotonic();
  // By the clock and not by the count: a busy machine sends fewer pictures a second, as a busy camera does.
  const encoded = (at: number, waveMs: number | null) =>
    encoder.encode(
      draw({ wallMs: at * 50, waveMs }),
      Math.round(((systemClock.monotonic() - switchedOn) * TICKS) / 1000),
    );
  let at = 0;
  await using camera = await startRtspServer(await encoded(at++, null));
  let waveAt = Number.POSITIVE_INFINITY;
  const filming = new AbortController();
  const film = (async () => {
    await camera.playing;
    for (; !filming.signal.aborted; at++) {
      camera.send(await encoded(at, at >= waveAt ? (at - waveAt) * 50 : null));
      await systemClock.sleep(milliseconds(50), filming.signal);
    }
  })();
  const source = usable(await openLiveSource(camera.url, { clock: systemClock }));
  const moved = Promise.withResolvers<number>();
  source.onMotion = () => moved.resolve(systemClock.monotonic());
  waveAt = at + 25;
  const motionAt = await moved.promise;
  expect(at).toBeGreaterThanOrEqual(waveAt);

  const recording = source.record({ from: motionAt - 500, until: motionAt + 500, signal: never });
  expect(recording.startedAt).toBeLessThanOrEqual(motionAt - 400);
  const groups = await all(recording.groups);
  expect(groups.every(({ video }) => video[0]?.key)).toBe(true);
  expect(groups[0]?.video[0]?.dts).toBe(0);
  const footageMs = groups.reduce((total, group) => total + durationOf(group), 0);
  expect(footageMs).toBeGreaterThan(900);
  expect(source.format).toMatchObject({ codec: 'h264', width: 160, height: 90 });
  filming.abort();
  await film;
  encoder.close();
  await source.close();
});

test.skipIf(!av)('an address that does not answer is refused, and its password is not repeated', async () => {
  const opened = await openLiveSource('rtsp://viewer:secret@127.0.0.1:9/live', { clock: systemClock });
  expect(opened.ok).toBe(false);
  expect(JSON.stringify(opened)).not.toContain('secret');
});

test.skipIf(!av)(
  'a drawn recording that somebody waits for begins with a group as short as asked for, at a key frame each',
  async () => {
    const clock = jumpingClock();
    const format = { codec: 'h264' as const, width: 160, height: 90, fps: 15 };
    const drawn = await openDrawnSource({ format, label: 'awaited', groupMs: 2000, sound: false, clock });
    const from = clock.monotonic();
    const groups = await all(
      drawn?.record({ from, until: from + 6000, firstMs: 1000, signal: never }).groups ?? none(),
    );
    expect(groups.map((group) => Math.round(durationOf(group)))).toEqual([1000, 2000, 2000, 1000]);
    expect(groups.map(({ video }) => video.map(({ key }) => key).indexOf(true))).toEqual([0, 0, 0, 0]);
    const stamps = groups.flatMap(({ video }) => video.map(({ dts }) => dts));
    expect(stamps).toEqual(stamps.map((_, at) => (at * TICKS) / 15));
  },
);

async function* none(): AsyncGenerator<Group> {}
