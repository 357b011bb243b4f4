import { describe, expect, test } from 'vitest';
import { G711 } from './g711.ts';
import { type SoundLevels, SoundMeter } from './levels.ts';

const measured = (samples: Iterable<number>, rate = 8000): SoundLevels => {
  const meter = new SoundMeter(rate, 1);
  for (const sample of samples) meter.add(sample, 0);
  return meter.levels();
};
const seconds = (count: number, sample: (at: number) => number): number[] =>
  Array.from({ length: count * 8000 }, (_, at) => sample(at));
const tone = (volume: number) => (at: number) => Math.max(-1, Math.min(1, volume * Math.sin(at / 5)));

describe('levels of sound', () => {
  test('equal samples count from a second on', () => {
    expect(measured(seconds(6, () => 0))).toMatchObject({ ms: 6000, equalMs: 6000, clippedSeconds: 0 });
    const gated = [...seconds(2, tone(0.1)), ...seconds(3, () => 0), ...seconds(1, tone(0.1))];
    expect(measured(gated)).toMatchObject({ ms: 6000, equalMs: 3000 });
    const short = seconds(6, (at) => (at % 8000 < 7000 ? 0 : 0.1 * Math.sin(at)));
    expect(measured(short).equalMs).toBe(0);
  });

  test('sound in one of several channels is sound, and so is what is clipped in one', () => {
    const meter = new SoundMeter(8000, 2);
    for (const sample of seconds(6, tone(4))) {
      meter.add(0, 0);
      meter.add(sample, 1);
    }
    expect(meter.levels()).toEqual({ ms: 6000, equalMs: 0, seconds: 6, clippedSeconds: 6 });
  });

  test('a quiet night is not equal', () => {
    expect(measured(seconds(6, (at) => (at % 3) / 32_768)).equalMs).toBe(0);
  });

  test('samples cut off at full scale are clipped, second by second', () => {
    expect(measured([...seconds(2, tone(0.9)), ...seconds(3, tone(4))])).toMatchObject({
      seconds: 5,
      clippedSeconds: 3,
    });
    expect(measured(seconds(3, (at) => (at % 50 === 0 ? 1 : 0.2))).clippedSeconds).toBe(0);
  });

  test('G.711 reaches from one end of the scale to the other, and has its silence in the middle', () => {
    for (const table of Object.values(G711)) {
      expect(Math.max(...table)).toBeGreaterThan(0.97);
      expect(Math.min(...table)).toBeLessThan(-0.97);
      expect(new Set(table).size).toBeGreaterThan(254);
    }
    expect(Math.abs(G711.g711a[0xd5] ?? 1)).toBeLessThan(0.001);
    expect(Math.abs(G711.g711u[0xff] ?? 1)).toBeLessThan(0.001);
    expect(G711.g711a[0xaa]).toBe(32_256 / 32_768);
    expect(G711.g711u[0x80]).toBe(32_124 / 32_768);
  });
});
