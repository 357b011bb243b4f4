import { readFile } from 'node:fs/promises';
import { type Duration, milliseconds, seconds } from '@kaitong/contract';
import type { LimitReason } from './report.ts';

/** Larger pictures are refused by the decoder before it allocates one. */
export const MAX_PIXELS = 4096 * 2304;

export type DecodeLimits = {
  /** From the moment when the process has all bytes. */
  wall: Duration;
  maxFrames: number;
  /** Resident memory of the process. */
  maxMemoryBytes: number;
};

export type LimitBase = {
  /** Time that a decode may take on top of the clip's length. */
  wall: Duration;
  /** Resident memory that a process may take on top of twice the object's bytes. */
  memoryBytes: number;
};

/** Twice the frame rate of any camera; a stream of more frames than that is there to keep us busy. */
const FRAMES_PER_SECOND = 120;
const SPARE_FRAMES = 240;

/**
 * A process that decodes 4096 × 2304 with all 16 reference frames stays below 500 MiB, of which 140 are Node and
 * FFmpeg themselves.
 */
export const DEFAULT_LIMITS: LimitBase = { wall: seconds(3), memoryBytes: 640 * 1024 * 1024 };

export function limitsFor(object: { durationMs: number; bytes: number }, base: LimitBase): DecodeLimits {
  return {
    wall: milliseconds(base.wall + object.durationMs),
    maxFrames: Math.ceil((object.durationMs / 1000) * FRAMES_PER_SECOND) + SPARE_FRAMES,
    maxMemoryBytes: base.memoryBytes + 2 * object.bytes,
  };
}

const MEMORY_LOOK_MS = 50;
const PAGE_BYTES = 4096;

/** Watches a process from outside, since one that hangs in native code cannot watch itself. */
export class LimitWatch {
  /** The limit that was passed, once one was. */
  passed: LimitReason | undefined;
  private readonly pid: number | undefined;
  private readonly limits: DecodeLimits;
  private readonly kill: () => void;
  private wall: NodeJS.Timeout | undefined;
  private memory: NodeJS.Timeout | undefined;

  constructor(pid: number | undefined, limits: DecodeLimits, kill: () => void) {
    this.pid = pid;
    this.limits = limits;
    this.kill = kill;
  }

  start(wall: Duration = this.limits.wall): void {
    this.stop();
    this.wall = setTimeout(() => {
      // An answer may lie in the pipe already when it was this process that had no time: look there first.
      setImmediate(() => setImmediate(() => this.wall && this.pass('time')));
    }, wall);
    this.memory = setInterval(() => void this.lookAtMemory(), MEMORY_LOOK_MS);
  }

  stop(): void {
    clearTimeout(this.wall);
    clearInterval(this.memory);
    this.wall = undefined;
    this.memory = undefined;
  }

  private async lookAtMemory(): Promise<void> {
    const bytes = await residentBytes(this.pid);
    if (this.memory && bytes !== undefined && bytes > this.limits.maxMemoryBytes) this.pass('memory');
  }

  /** A limit was passed, here or where it was noticed. */
  pass(reason: LimitReason): void {
    this.stop();
    this.passed = reason;
    this.kill();
  }
}

/** Undefined where the system has no /proc; there the process watches itself between packets only. */
async function residentBytes(pid: number | undefined): Promise<number | undefined> {
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
    return Number.isFinite(pages) ? pages * PAGE_BYTES : undefined;
  } catch {
    return undefined;
  }
}
