// The picture signature on real footage: encoded by one encoder, decoded by level 2. What each change leaves of the likeness
// is printed, so that a limit is moved only with figures.
import {
  correlationOf,
  framesPerSample,
  isTelling,
  Judge,
  nodePorts,
  RESEMBLANCE,
  resembles,
  type Signature,
  signatureOf,
} from '@kaitong/judge';
import { inspectObject } from '@kaitong/media';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode } from '../../bench/judge/corpus/encode.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start({ processes: 1 });
});
afterAll(async () => {
  await judge[Symbol.asyncDispose]();
});

/** A room with sensor noise, in which a hand moves from 1 s on, each seed in its own way. */
function roomWith(seed: number): string {
  const x = `105+45*sin(2*PI*${0.7 + 0.09 * seed}*t+${seed})*(0.7+0.3*sin(2*PI*${0.31 + 0.05 * seed}*t))`;
  const y = `50+20*cos(2*PI*${0.3 + 0.07 * seed}*t+${seed})`;
  return (
    `color=c=0x606468:s=320x180:r=30:d=6,drawbox=x=190:y=20:w=90:h=60:color=0xd0e0f0:t=fill,` +
    `noise=c0s=6:c0f=t:all_seed=${seed}[room];color=c=0xe0b090:s=45x55:r=30:d=6[hand];` +
    `[room][hand]overlay=x='${x}':y='${y}':enable='gt(t,1)'`
  );
}

type Encoded = {
  scene: string;
  filters?: string;
  size?: string;
  fps?: number;
  bitrate?: string;
  codec?: 'h264' | 'h265';
};

async function film({
  scene,
  filters = '',
  size = '320x180',
  fps = 15,
  bitrate,
  codec = 'h264',
}: Encoded): Promise<Signature> {
  const rate = bitrate ? { b: bitrate, maxrate: bitrate, bufsize: bitrate } : {};
  const options = { preset: 'ultrafast', g: String(fps * 2), ...rate };
  const files = await encode({
    scene: `${scene}${filters},scale=${size},fps=${fps}`,
    ...(codec === 'h264'
      ? { encoder: 'libx264', options }
      : {
          encoder: 'libx265',
          options: { ...options, 'x265-params': 'log-level=error:pools=none:open-gop=0:bframes=0' },
        }),
    format: 'hls',
    muxing: { hls_time: '2', hls_list_size: '0' },
  });
  const [width = 0, height = 0] = size.split('x').map(Number);
  const event = { container: 'ts', codec, width, height, encryption: 'none' } as const;
  const judged = [];
  for (const [n, { bytes, seconds }] of files.entries()) {
    const durationMs = Math.round((seconds ?? 0) * 1000);
    const object = { n, kind: 'segment', bytes: bytes.length, durationMs, md5: '', sha256: '', iv: null } as const;
    const inspection = inspectObject({ bytes, object, event, key: undefined, init: undefined }, nodePorts);
    const task = { parts: [bytes], container: 'ts', durationMs, framesPerSample: framesPerSample(inspection) } as const;
    judged.push({ object, inspection, decoded: await judge.decode(task), picture: null });
  }
  const signature = signatureOf(judged);
  if (!signature) throw new Error('the clip was not sampled');
  return signature;
}

const scene = roomWith(1);
const known: [string, Omit<Encoded, 'scene'>][] = [
  ['at 150 kb/s', { bitrate: '150k' }],
  ['as 240 × 180 at 80 kb/s', { size: '240x180', bitrate: '80k' }],
  ['as H.265', { codec: 'h265' }],
  ['brighter', { filters: ',eq=brightness=0.15' }],
  ['at 30 frames a second', { fps: 30 }],
];
/** Beyond what the limit promises: it says less, and never more, of them. */
const weaker: [string, number, Omit<Encoded, 'scene'>][] = [
  ['at 7 frames a second', 0.85, { fps: 7 }],
  ['cut at its edges by 8 %', 0.86, { filters: ',crop=iw*0.92:ih*0.92' }],
];

const figures: string[] = [];
afterAll(() => console.info(figures.join('\n')));
function likeness(name: string, a: Signature, b: Signature): number {
  const value = correlationOf(a, b);
  figures.push(`${value.toFixed(3)}  ${name}`);
  return value;
}

test('a clip that is encoded anew is known again, and other clips of the room are not', async () => {
  const original = await film({ scene });
  expect(isTelling(original)).toBe(true);
  for (const [name, change] of known) {
    const again = await film({ scene, ...change });
    expect(likeness(name, original, again), name).toBeGreaterThanOrEqual(RESEMBLANCE);
    expect(await resembles(again, [original])).toBe(true);
  }
  for (const [name, least, change] of weaker)
    expect(likeness(name, original, await film({ scene, ...change })), name).toBeGreaterThan(least);
  expect(likeness('mirrored', original, await film({ scene, filters: ',hflip' }))).toBeLessThan(0.6);
  for (const seed of [2, 3]) {
    const other = await film({ scene: roomWith(seed) });
    expect(likeness(`another wave (${seed})`, original, other)).toBeLessThan(0.89);
    expect(await resembles(other, [original])).toBe(false);
  }
}, 120_000);

test('a lamp that blinks tells nothing, though it is alike at any time', async () => {
  const lamp = (later: number) =>
    film({
      scene:
        'color=c=0x606468:s=320x180:r=30:d=6,noise=c0s=6:c0f=t:all_seed=3,' +
        `drawbox=x=50:y=50:w=75:h=75:color=white:t=fill:enable='lt(mod(t+${later},0.5),0.25)'`,
    });
  const [one, other] = [await lamp(0), await lamp(0.2)];
  expect(likeness('a blinking lamp at another time', one, other)).toBeGreaterThan(0.9);
  expect(isTelling(one)).toBe(false);
}, 60_000);
