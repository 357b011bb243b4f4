import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, runNode } from './command.ts';

export type Counts = { passed: number; failed: number; skipped: number };

/** Runs tests on our own terminal and counts them; `passed` and no `failed` is success. */
export async function runVitest(args: string[]): Promise<Counts> {
  const report = path.join(root, `node_modules/.kaitong/vitest-${process.pid}.json`);
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { exitCode } = await runNode([vitest, 'run', ...reporters, ...args], { show: true });
  const counts = readCounts(report);
  rmSync(report, { force: true });
  // A file that does not load and an error outside any test make no failed test, but a failed run.
  return { ...counts, failed: exitCode === 0 ? counts.failed : Math.max(1, counts.failed) };
}

function readCounts(report: string): Counts {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** The line that continuous integration reads; it stands alone, as the last one. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
