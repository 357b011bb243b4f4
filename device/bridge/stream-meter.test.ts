import { expect, test } from 'vitest';
import { TICKS } from '../virtual/encode/frames.ts';
import { StreamMeter } from './stream-meter.ts';
import { mimeOf } from './stream-names.ts';

/** So many pictures of 1,000 bytes, each so long after the one before, a key frame every `group`; `speed` of its time stamps. */
function measuresOf({
  pictures,
  stepMs,
  group,
  speed = 1,
}: {
  pictures: number;
  stepMs: number;
  group: number;
  speed?: number;
}) {
  const meter = new StreamMeter();
  for (let at = 0; at < pictures; at++) {
    const dts = Math.round((at * stepMs * speed * TICKS) / 1000);
    meter.add({ data: Buffer.alloc(1000), key: at % group === 0, pts: dts, dts }, at * stepMs);
  }
  return meter.measures;
}

test('pictures a second, bitrate and key frames are measured by what comes', () => {
  expect(measuresOf({ pictures: 400, stepMs: 50, group: 40 })).toMatchObject({
    fps: 20,
    keyMs: 2000,
    clockPercent: null,
  });
  expect(measuresOf({ pictures: 400, stepMs: 50, group: 40 }).kbps).toBeCloseTo(160, -1);
  expect(measuresOf({ pictures: 20, stepMs: 50, group: 40 })).toMatchObject({ fps: null, kbps: null, keyMs: null });
});

test.each([
  [1, 0],
  [1.02, 2],
  [0.9, -10],
])('a clock that runs at %d is off by %d per cent', (speed, percent) => {
  expect(measuresOf({ pictures: 600, stepMs: 50, group: 40, speed }).clockPercent).toBeCloseTo(percent, 1);
});

test.each([
  // Of x264 and x265, as ffprobe and mp4box name them.
  ['h264', '0000000167640028acd940780227e5c0', 'video/mp4; codecs="avc1.640028"'],
  ['h265', '00000001420101016000000300900000030000030078a003c080', 'video/mp4; codecs="hvc1.1.6.L120.90"'],
] as const)('a browser is asked about %s by what its parameter sets say', (codec, sets, mime) => {
  expect(mimeOf(codec, Buffer.from(sets, 'hex'))).toBe(mime);
  expect(mimeOf(codec, Buffer.from('0000000165', 'hex'))).toBeUndefined();
});
