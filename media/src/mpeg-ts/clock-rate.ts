import type { Frame } from '../bitstream/video-track.ts';
import { PACKET, type Packet } from './packets.ts';

/** Fewer say nothing. */
const LEAST_CLOCKS = 9;

/** program_clock_reference counts 27 MHz, its base in the first 33 bits a 300th of that (ISO/IEC 13818-1, 2.4.3.5). */
const TICKS_OF_BASE = 300;
/** A clock that comes between pictures is told by the one before it; no other mistake is near 300. */
const TOLERANCE = 0.1;
const WRAP = 2 ** 33;

/** The program clocks of an object, wherever they are carried: numbers in columns, in the order of the packets. */
export class ProgramClocks {
  readonly pids = new Set<number>();
  private readonly of: number[] = [];
  private readonly offsets: number[] = [];
  private readonly ticks: number[] = [];
  private readonly newBases: { pid: number; offset: number }[] = [];

  note({ pid, offset, clock, discontinuity }: Packet): void {
    if (clock === null) return;
    if (discontinuity) this.newBases.push({ pid, offset });
    this.pids.add(pid);
    this.of.push(pid);
    this.offsets.push(offset);
    this.ticks.push(clock);
  }

  /** Where that of a PID says that it begins anew (2.4.3.5): all times behind are of its new base. */
  newBasesOf(pid: number): number[] {
    return this.newBases.filter((one) => one.pid === pid).map(({ offset }) => offset);
  }

  /** Whether that of a PID counts ticks of 27 MHz where those of 90 kHz belong, told by the pictures that it comes with. */
  countsAt27Megahertz(pid: number, frames: readonly Frame[]): boolean {
    const told = this.besideFrames(pid, frames);
    const half = told.length >> 1;
    const rates: number[] = [];
    for (const [n, { ticks, dts }] of told.entries()) {
      const later = told[n + half];
      if (later && later.dts > dts)
        rates.push((((later.ticks - ticks + WRAP) % WRAP) / (later.dts - dts)) * MS_PER_TICK);
    }
    if (rates.length < LEAST_CLOCKS >> 1) return false;
    const usual = rates.sort((a, b) => a - b)[rates.length >> 1] ?? 0;
    return Math.abs(usual / TICKS_OF_BASE - 1) < TOLERANCE;
  }

  /** Whether that of a PID says the same from beginning to end, while pictures go on. */
  stands(pid: number, frames: readonly Frame[]): boolean {
    const told = this.besideFrames(pid, frames);
    const [first] = told;
    const last = told.at(-1);
    return (
      first !== undefined &&
      last !== undefined &&
      last.dts > first.dts &&
      told.every(({ ticks }) => ticks === first.ticks)
    );
  }

  /** By how much that of a PID is always ahead of what is decoded, where that is more than any buffer is deep; else 0. */
  aheadMs(pid: number, frames: readonly Frame[]): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { ticks, dts } of this.besideFrames(pid, frames)) {
      const ms = ticks * MS_PER_TICK - dts;
      least = Math.min(least, ms - Math.round(ms / WRAP_MS) * WRAP_MS);
    }
    return Number.isFinite(least) && least > LEAST_AHEAD_MS && least < MOST_AHEAD_MS ? Math.round(least) : 0;
  }

  /** Each clock of a PID with the decoding time of the last picture that has begun by then. */
  private besideFrames(pid: number, frames: readonly Frame[]): { ticks: number; dts: number }[] {
    const told: { ticks: number; dts: number }[] = [];
    let next = 0;
    let dts: number | null = null;
    for (const [n, of] of this.of.entries()) {
      if (of !== pid) continue;
      const end = (this.offsets[n] ?? 0) + PACKET;
      for (let frame = frames[next]; frame && frame.offset < end; frame = frames[++next]) dts = frame.dts ?? dts;
      if (dts !== null) told.push({ ticks: this.ticks[n] ?? 0, dts });
    }
    return told.length < LEAST_CLOCKS ? [] : told;
  }
}

const MS_PER_TICK = 1 / 90;
const WRAP_MS = WRAP / 90;
/** A clock that comes between pictures is a picture ahead of the one before; some muxers send pictures late by a buffer. */
const LEAST_AHEAD_MS = 1500;
/** Further away either of both is of another clock, or cut off. */
const MOST_AHEAD_MS = 60_000;
