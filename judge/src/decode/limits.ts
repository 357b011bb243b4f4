import { readFileSync } from 'node:fs';
import { type Duration, milliseconds, seconds } from '@kaitong/contract/durations';
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

/** The length is the device's word: a longer one must not buy it minutes of our processor. */
const MAX_CLIP_TIME = seconds(60);

export function limitsFor(object: { durationMs: number; bytes: number }, base: LimitBase): DecodeLimits {
  return {
    wall: milliseconds(base.wall + Math.min(object.durationMs, MAX_CLIP_TIME)),
    maxFrames: Math.ceil((object.durationMs / 1000) * FRAMES_PER_SECOND) + SPARE_FRAMES,
    maxMemoryBytes: base.memoryBytes + 2 * object.bytes,
  };
}

/**
 * What makes an FFmpeg that hangs end by itself where we were killed and nobody watches it: seconds of its processor time,
 * on four threads far beyond what `LimitWatch` lets it have.
 */
export const timeLimitOf = ({ wall }: DecodeLimits): string[] => [
  '-timelimit',
  String(8 * Math.max(1, Math.ceil(wall / 1000))),
];

const MEMORY_LOOK_MS = 50;

/** Watches a process from outside, since one that hangs in native code cannot watch itself. */
export class LimitWatch {
  /** The limit that was passed, once one was. */
  passed: LimitReason | undefined;
  private readonly pid: number | undefined;
  private readonly limits: DecodeLimits;
  private readonly kill: () => void;
  private cpuAtStart: number | undefined;
  private wall: NodeJS.Timeout | undefined;
  private memory: NodeJS.Timeout | undefined;

  constructor(pid: number | undefined, limits: DecodeLimits, kill: () => void) {
    this.pid = pid;
    this.limits = limits;
    this.kill = kill;
  }

  /** Begins to count, anew when it counts already. */
  start(wall: Duration = this.limits.wall): void {
    this.stop();
    this.cpuAtStart = cpuMs(this.pid);
    this.wall = setTimeout(() => this.onTime(wall, 'first'), wall);
    this.memory = setInterval(() => this.lookAtMemory(), MEMORY_LOOK_MS);
  }

  stop(): void {
    clearTimeout(this.wall);
    clearInterval(this.memory);
    this.wall = undefined;
    this.memory = undefined;
  }

  /**
   * A good camera must not fail because the machine is busy: a process that got less than half of the time is given
   * as much again, once.
   */
  private onTime(wall: Duration, time: 'first' | 'second'): void {
    const used = (cpuMs(this.pid) ?? Number.POSITIVE_INFINITY) - (this.cpuAtStart ?? 0);
    if (time === 'first' && used < wall / 2) {
      this.wall = setTimeout(() => this.onTime(wall, 'second'), wall);
      return;
    }
    // An answer may lie in the pipe already when it was this process that had no time: look there first.
    const timer = this.wall;
    setImmediate(() => setImmediate(() => this.wall === timer && this.pass('time')));
  }

  private lookAtMemory(): void {
    const bytes = residentBytes(this.pid);
    if (bytes !== undefined && bytes > this.limits.maxMemoryBytes) this.pass('memory');
  }

  /** A limit was passed, here or where it was noticed. */
  pass(reason: LimitReason): void {
    this.stop();
    this.passed = reason;
    this.kill();
  }
}

/** Undefined where the system has no /proc; there a process watches its own memory, between packets only. */
function residentBytes(pid: number | undefined): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '');
  return kilobytes ? Number(kilobytes[1]) * 1024 : undefined;
}

/** Processor time that a process has used. Fields 14 and 15 of `stat` count it in hundredths of a second. */
function cpuMs(pid: number | undefined): number | undefined {
  // The second field is a name in parentheses, which may hold anything.
  const fields = readProc(pid, 'stat')?.split(') ').at(-1)?.split(' ');
  const ticks = Number(fields?.[11]) + Number(fields?.[12]);
  return Number.isFinite(ticks) ? ticks * 10 : undefined;
}

function readProc(pid: number | undefined, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
}
