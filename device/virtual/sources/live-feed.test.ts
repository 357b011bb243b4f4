import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { milliseconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/index.ts';
import { jumpingClock } from '../../src/testing/clock.ts';
import { openEncoder } from '../encode/encoder.ts';
import { type Group, TICKS } from '../encode/frames.ts';
import { loadNodeAv } from '../encode/node-av.ts';
import { drawnScene } from '../picture/scene.ts';
import { startRtspServer } from '../testing/rtsp-server.ts';
import { type FeedState, LiveFeed } from './live-feed.ts';

const av = await loadNodeAv();

/** What its state becomes, one after another. */
function states() {
  const seen: FeedState[] = [];
  let look = () => {};
  return {
    onState(state: FeedState) {
      seen.push(state);
      look();
    },
    seen,
    async until(holds: () => boolean): Promise<void> {
      while (!holds())
        await new Promise<void>((resolve) => {
          look = resolve;
        });
    },
  };
}

test.skipIf(!av)(
  'a camera that is not there is tried again after pauses that grow to half a minute, each with jitter',
  async () => {
    if (!av) return;
    const clock = jumpingClock();
    const feed = states();
    const waits = () => feed.seen.flatMap((state) => (state.is === 'waiting' ? [state.problem] : []));
    const live = new LiveFeed(av, 'rtsp://127.0.0.1:9/stream', { clock, random: () => 0.5, onState: feed.onState });
    await feed.until(() => waits().length === 9);
    await live.close();
    expect(clock.slept.slice(0, 8)).toEqual([375, 750, 1500, 3000, 6000, 12_000, 22_500, 22_500]);
    expect(new Set(waits())).toEqual(new Set(['unreachable']));
  },
);

test.skipIf(!av)('what is no stream says why, and closing ends what waits for a camera that says nothing', async () => {
  if (!av) return;
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const called = once(silent, 'connection');
  const url = `rtsp://127.0.0.1:${(silent.address() as AddressInfo).port}/stream`;
  const live = new LiveFeed(av, url, { clock: systemClock });
  await called;
  await live.close(); // long before the ten seconds after which it would be given up
  silent.close();

  const refusing = createServer((socket) => {
    socket.on('error', () => undefined).end('RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  const feed = states();
  const lost = new LiveFeed(av, `rtsp://127.0.0.1:${(refusing.address() as AddressInfo).port}/x`, {
    clock: systemClock,
    onState: feed.onState,
  });
  await feed.until(() => lost.state.is === 'waiting');
  expect(lost.state).toMatchObject({ is: 'waiting', problem: 'not_found' });
  await lost.close();
  refusing.close();
});

test.skipIf(!av)('a recording ends where its connection does, with all that came of it', async () => {
  if (!av) return;
  const encoder = await openEncoder(av, { codec: 'h264', width: 160, height: 90, fps: 20 }, 10);
  const draw = drawnScene(160, 90, 'ip camera');
  const encoded = (at: number) => encoder.encode(draw({ wallMs: at * 50, waveMs: null }), (at * TICKS) / 20);
  const camera = await startRtspServer(await encoded(0));
  const feed = states();
  const live = new LiveFeed(av, camera.url, { clock: systemClock, onState: feed.onState });
  await camera.playing;
  const film = (async () => {
    for (let at = 10; at < 50; at++) {
      camera.send(await encoded(at));
      await systemClock.sleep(milliseconds(10));
    }
  })();
  await feed.until(() => live.state.is === 'live');
  const from = systemClock.monotonic();
  const recording = live.footage?.record({ from, until: from + 600_000, signal: new AbortController().signal });
  await film;
  await camera[Symbol.asyncDispose]();
  const groups: Group[] = [];
  for await (const group of recording?.groups ?? []) groups.push(group);
  expect(groups.length).toBeGreaterThan(1);
  expect(groups.every(({ video }) => video[0]?.key)).toBe(true);
  await feed.until(() => live.state.is === 'waiting');
  expect([live.state, live.footage]).toMatchObject([{ problem: 'lost' }, undefined]);
  await live.close();
  encoder.close();
});
