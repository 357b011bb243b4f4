import { spawn } from 'node:child_process';
import type { PictureEncoder } from './encoder.ts';
import { TICKS, type VideoFormat } from './frames.ts';

/** Whether the system has an FFmpeg. */
export function hasFfmpeg(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('ffmpeg', ['-version'], { stdio: 'ignore' });
    child.once('error', () => resolve(false)).once('exit', (code) => resolve(code === 0));
  });
}

/** The same encoder inside the system's `ffmpeg`, fed and read through pipes. */
export async function openPipedEncoder(format: VideoFormat, groupFrames: number): Promise<PictureEncoder> {
  const child = spawn('ffmpeg', argumentsFor(format, groupFrames), { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => undefined); // its output ends, which is what the reader waits for
  child.stdin.on('error', () => undefined);
  const packets = aviPackets(child.stdout);
  const duration = TICKS / format.fps;
  let count = 0;
  return {
    async encode(canvas, pts) {
      child.stdin.write(canvas.data);
      const { value, done } = await packets.next();
      if (done) throw new Error('ffmpeg ended before it had encoded the picture.');
      const key = count++ % groupFrames === 0;
      return { data: value, key, pts, dts: pts, duration };
    },
    close() {
      child.kill('SIGKILL');
    },
  };
}

function argumentsFor({ codec, width, height, fps, coding }: VideoFormat, groupFrames: number): string[] {
  const isH264 = codec === 'h264';
  const crf = coding === 'coarse' ? '51' : isH264 ? '25' : '27';
  const profile = coding === '4:2:2' ? 'high422' : 'main';
  return [
    ...[
      '-v',
      'quiet',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'yuv420p',
      '-s',
      `${width}x${height}`,
      '-r',
      String(fps),
      '-i',
      'pipe:0',
    ],
    ...['-c:v', isH264 ? 'libx264' : 'libx265', '-preset', isH264 ? 'veryfast' : 'ultrafast', '-tune', 'zerolatency'],
    ...['-threads', '1', '-g', String(groupFrames), '-bf', '0', '-crf', crf],
    ...(coding === '4:2:2' ? ['-pix_fmt', 'yuv422p'] : []),
    ...(isH264
      ? ['-profile:v', profile, '-sc_threshold', '0', '-forced-idr', '1']
      : ['-x265-params', 'log-level=none:pools=none:frame-threads=1:repeat-headers=1:scenecut=0:open-gop=0']),
    // AVI, because it is the simplest format that says how long each packet is: none needs the next one to end.
    ...['-f', 'avi', '-flush_packets', '1', 'pipe:1'],
  ];
}

/** The video packets of an AVI stream: chunks of four letters, a length and as many bytes, filled up to an even number. */
async function* aviPackets(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let held = Buffer.alloc(0);
  let begun = false;
  for await (const piece of stream) {
    held = Buffer.concat([held, piece]);
    if (!begun) {
      const movie = held.indexOf('movi');
      if (movie < 0) continue;
      begun = true;
      held = held.subarray(movie + 4);
    }
    while (held.length >= 8) {
      const length = held.readUInt32LE(4);
      const end = 8 + length + (length & 1);
      if (held.length < end) break;
      const isPicture = held.toString('latin1', 0, 4) === '00dc';
      const packet = Buffer.from(held.subarray(8, 8 + length));
      held = held.subarray(end);
      if (isPicture) yield packet;
    }
  }
}
