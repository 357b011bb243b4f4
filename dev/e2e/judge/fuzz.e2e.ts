// A thousand mutated files through level 2: nothing hangs, nothing takes this process with it, memory stays bounded.
import { readFileSync } from 'node:fs';
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzz } from '../../src/judging/testing/fuzz.ts';

const FILES = 1000;
const SEED = Number(process.env.KAITONG_SEED ?? 20261125);
const MIB = 1024 * 1024;

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start();
});
afterAll(() => judge[Symbol.asyncDispose]());

/** The most that a process has ever held. Undefined where the system has no /proc, or the process is gone. */
function peakMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return kilobytes ? Number(kilobytes[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}

test(`${FILES} mutated files (KAITONG_SEED=${SEED})`, async () => {
  const before = process.memoryUsage().rss;
  const { outcomes, answered, longestSilence } = await fuzz(judge, FILES, SEED);
  process.stdout.write(`${JSON.stringify(outcomes)}; ${answered} requests answered meanwhile\n`);
  expect(Object.values(outcomes).reduce((sum, n) => sum + n, 0)).toBe(FILES);
  expect(outcomes.unavailable).toBeUndefined();
  expect(answered).toBeGreaterThan(FILES / 4);
  expect(longestSilence).toBeLessThan(50);
  for (const pid of judge.pids) expect(peakMemory(pid) ?? 0).toBeLessThan(800 * MIB);
  expect(process.memoryUsage().rss - before).toBeLessThan(500 * MIB);
  expect(judge.load()).toEqual({ running: 0, waiting: 0 });
});
