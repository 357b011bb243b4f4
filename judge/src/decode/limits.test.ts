import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, limitsFor } from './limits.ts';

test('a clip may take three seconds and its own length of processor time, ten times as long on a busy machine, and 240 frames a second', () => {
  expect(limitsFor({ durationMs: 10_000, bytes: 1000 }, DEFAULT_LIMITS)).toEqual({
    processor: 13_000,
    patience: 160_000,
    quiet: 5000,
    maxFrames: 2640,
    maxMemoryBytes: 640 * 1024 * 1024 + 2000,
  });
});

test('a device that declares ten minutes does not get ten minutes', () => {
  expect(limitsFor({ durationMs: 600_000, bytes: 1000 }, DEFAULT_LIMITS)).toMatchObject({
    processor: 63_000,
    patience: 660_000,
  });
});
