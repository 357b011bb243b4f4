import { milliseconds } from '@kaitong/contract';
import { systemClock } from '../../src/index.ts';
import { openEncoder } from '../../virtual/encode/encoder.ts';
import { TICKS } from '../../virtual/encode/frames.ts';
import type { NodeAv } from '../../virtual/encode/node-av.ts';
import { drawnScene } from '../../virtual/picture/scene.ts';
import { startRtspServer } from '../../virtual/testing/rtsp-server.ts';

const FPS = 10;

/** A camera with RTSP before a room in which somebody waves all the time, in a process that has others to do besides. */
export async function startFilm(av: NodeAv) {
  const format = { codec: 'h264' as const, width: 160, height: 90, fps: FPS };
  const draw = drawnScene(format.width, format.height, 'ip camera');
  const encoder = await openEncoder(av, format, FPS);
  const began = systemClock.monotonic();
  const encoded = () => {
    const atMs = systemClock.monotonic() - began;
    return encoder.encode(draw({ wallMs: atMs, waveMs: atMs % 2000 }), Math.round((atMs * TICKS) / 1000));
  };
  const camera = await startRtspServer(await encoded());
  const filming = new AbortController();
  const film = (async () => {
    while (!filming.signal.aborted) {
      camera.send(await encoded());
      await systemClock.sleep(milliseconds(1000 / FPS), filming.signal);
    }
  })();
  return {
    url: camera.url,
    async [Symbol.asyncDispose]() {
      filming.abort();
      await film;
      encoder.close();
      await camera[Symbol.asyncDispose]();
    },
  };
}
