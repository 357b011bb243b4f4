import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, runNode } from './command.ts';
import { type Report, SHOWN } from './reporter.ts';

/**
 * Runs tests and counts them; `passed` and no `failed` is success. On our own terminal, or aside: these take what others leave
 * of the processor, and what they wrote is said when they are over.
 */
export async function runVitest(args: string[], { aside = false } = {}): Promise<Report & { said: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-tests-'));
  const file = path.join(folder, 'report.json');
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${path.join(root, 'scripts/reporter.ts')}`];
  const { exitCode, output } = await runNode([vitest, 'run', ...reporters, ...args], {
    show: !aside,
    yields: aside,
    environment: { KAITONG_TEST_REPORT: file },
  });
  const report = readReport(file);
  rmSync(folder, { recursive: true, force: true });
  // A file that does not load and an error outside any test make no failed test, but a failed run.
  return { ...report, failed: exitCode === 0 ? report.failed : Math.max(1, report.failed), said: output };
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { ...noTests, failed: 1 };
  }
}

export const noTests: Report = { passed: 0, failed: 0, skipped: 0, slowest: [], retried: [] };

export const sum = (a: Report, b: Report): Report => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  slowest: [...a.slowest, ...b.slowest].sort((one, other) => other.ms - one.ms).slice(0, SHOWN),
  retried: [...a.retried, ...b.retried],
});

/** What is told of the tests beside their number: which are slow, and which passed only at a further try. */
export function closingRemarks({ slowest, retried }: Report): string {
  const slow = slowest.map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(6)} s  ${name}`);
  return [
    ...(slow.length > 0 ? [`The slowest ${slow.length} tests:`, ...slow] : []),
    `Passed only when tried again: ${retried.length === 0 ? 'none' : retried.length}`,
    ...retried.map((name) => `          ${name}`),
  ].join('\n');
}

/** The line that continuous integration reads; it stands alone, as the last one. */
export function closingLine({ passed, failed, skipped }: Report): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
