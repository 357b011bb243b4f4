// Ten thousand mutated files through level 1: no parser stumbles, none takes long, memory stays bounded.
import { expect, test } from 'vitest';
import { fuzzLevel1 } from '../../src/judging/testing/fuzz-level1.ts';

const FILES = 10_000;
const SEED = Number(process.env.KAITONG_SEED ?? 20261125);
const MIB = 1024 * 1024;
/** A file of some 20 kB takes a few milliseconds; this is for machines that do much else. */
const HANG_MS = 2000;

test(`${FILES} mutated files (KAITONG_SEED=${SEED})`, { timeout: 300_000 }, () => {
  const before = process.memoryUsage().rss;
  const { found, stumbled, slowestMs, slowest } = fuzzLevel1(FILES, SEED);
  process.stdout.write(`${JSON.stringify(found)}; slowest ${slowestMs.toFixed(0)} ms (${slowest})\n`);
  expect(stumbled).toEqual([]);
  expect(slowestMs).toBeLessThan(HANG_MS);
  expect(process.memoryUsage().rss - before).toBeLessThan(500 * MIB);
});
