import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Duration, milliseconds, seconds } from '@kaitong/contract/durations';

/** What a process has used so far. `isStopped`: by somebody's signal, so that it can do nothing until another one. */
export type Reading = { processorMs: number; memoryBytes: number; isStopped: boolean };

/** Reads what a process has used, from outside: one that hangs in native code cannot tell. */
export type Gauge = {
  /** Between two readings. */
  every: Duration;
  /** It sees nothing smaller of processor time. */
  step: Duration;
  /** Undefined when there is no such process. */
  read(pid: number): Promise<Reading | undefined>;
};

/** AT_CLKTCK of the kernel's auxiliary vector: how many ticks a second has. */
const CLOCK_TICKS = 17;

/** Processor time in `stat` is in ticks, a hundred to a second on all but exotic machines. */
export function ticksPerSecond(vector: Uint8Array, word: 4 | 8): number {
  const { buffer } = Uint8Array.from(vector.subarray(0, vector.length - (vector.length % word)));
  const words = word === 8 ? new BigUint64Array(buffer) : new Uint32Array(buffer);
  for (let at = 0; at + 1 < words.length; at += 2) if (Number(words[at]) === CLOCK_TICKS) return Number(words[at + 1]);
  return 100;
}

function ownVector(): Buffer {
  try {
    return readFileSync('/proc/self/auxv');
  } catch {
    return Buffer.alloc(0);
  }
}

/** Time is the sum of all threads. Undefined where it is no `stat`. */
export function readStat(stat: string, ticks: number): Omit<Reading, 'memoryBytes'> | undefined {
  // The second field is a name in parentheses, which may hold anything; the third is the state, 14 and 15 are time in user
  // mode and in the kernel.
  const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  const used = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(used) ? { processorMs: (used * 1000) / ticks, isStopped: fields[0] === 'T' } : undefined;
}

/** Linux: two small files. */
export function procGauge(): Gauge {
  const ticks = ticksPerSecond(ownVector(), /64|s390x/.test(process.arch) ? 8 : 4);
  return {
    every: milliseconds(50),
    step: milliseconds(1000 / ticks),
    async read(pid) {
      try {
        const read = readStat(readFileSync(`/proc/${pid}/stat`, 'latin1'), ticks);
        const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
        return read && { ...read, memoryBytes: Number(kilobytes?.[1] ?? 0) * 1024 };
      } catch {
        return undefined;
      }
    },
  };
}

/** `[[days-]hours:]minutes:seconds[.hundredths]`. Undefined for anything else. */
export function parsePsTime(text: string): number | undefined {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text);
  if (!match) return undefined;
  const [days = 0, hours = 0, minutes = 0, rest = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + rest) * 1000);
}

/** Where there is no /proc: a program a second. */
export const psGauge: Gauge = {
  every: seconds(1),
  step: seconds(1),
  async read(pid) {
    try {
      const columns = ['time=', 'rss=', 'state='].flatMap((column) => ['-o', column]);
      const { stdout } = await promisify(execFile)('ps', [...columns, '-p', String(pid)], { timeout: seconds(20) });
      const [time = '', kilobytes, state = ''] = stdout.trim().split(/\s+/);
      const processorMs = parsePsTime(time);
      if (processorMs === undefined) return undefined;
      return { processorMs, memoryBytes: Number(kilobytes) * 1024, isStopped: state.startsWith('T') };
    } catch {
      return undefined;
    }
  },
};

let found: Gauge | undefined;

/** What this system has. */
export function systemGauge(): Gauge {
  found ??= ownVector().length > 0 ? procGauge() : psGauge;
  return found;
}
