import { expect, test } from 'vitest';
import { clipFactsOf } from './clip-facts.ts';
import type { ObjectView } from './run-view.ts';

const declaration = { container: 'ts', codec: 'h264', width: 640, height: 360, encryption: 'aes-128' } as const;
const event = { type: 'motion', declaration } as const;
const segment = (times: number[], video?: ObjectView['video']): ObjectView => ({
  ...{ n: 0, kind: 'segment', bytes: 1, durationMs: 1000, strip: times.map(() => [1, false]), times },
  ...(video ? { video } : {}),
});

test('a clip is what its bitstream says, and before that what was declared', () => {
  expect(clipFactsOf({ event, objects: [] })).toEqual({ ...declaration, fps: null });
  const found = { codec: 'h265', width: 1280, height: 720 };
  expect(clipFactsOf({ event, objects: [segment([0, 40, 80, 200, 240], found)] })).toEqual({
    ...{ container: 'ts', encryption: 'aes-128', ...found, fps: 25 },
  });
});

test('of older runs nothing is said', () => {
  expect(clipFactsOf({ event: null, objects: [] })).toBeNull();
  expect(clipFactsOf({ event: { type: 'motion', declaration: null }, objects: [] })).toBeNull();
});
