import type { Frame } from '../bitstream/video-track.ts';
import { WRAP_MS } from './clock.ts';

/** Fewer say nothing. */
const LEAST_STEPS = 8;

/** program_clock_reference counts 27 MHz, its base in the first 33 bits a 300th of that (ISO/IEC 13818-1, 2.4.3.5). */
const TICKS_OF_BASE = 300;
const TOLERANCE = 0.02;

/** Whether the program clock counts ticks of 27 MHz where those of 90 kHz belong, told by the stamps of the same packets. */
export function countsAt27Megahertz(frames: readonly Frame[]): boolean {
  const rates: number[] = [];
  let before: { clock: number; dts: number } | undefined;
  for (const { clockMs: clock = null, dts } of frames) {
    if (clock === null || dts === null) continue;
    if (before && dts > before.dts) rates.push(forward(clock - before.clock) / (dts - before.dts));
    before = { clock, dts };
  }
  if (rates.length < LEAST_STEPS) return false;
  const usual = rates.sort((a, b) => a - b)[rates.length >> 1] ?? 0;
  return Math.abs(usual / TICKS_OF_BASE - 1) < TOLERANCE;
}

const forward = (ms: number): number => ((ms % WRAP_MS) + WRAP_MS) % WRAP_MS;
