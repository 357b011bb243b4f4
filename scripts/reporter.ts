// A reporter of vitest's: leaves what `vitest.ts` sums up in the file that KAITONG_TEST_REPORT names.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, TestCase } from 'vitest/node';
import { root } from './command.ts';

export type Report = {
  passed: number;
  failed: number;
  skipped: number;
  /** The slowest ten, the slowest first. */
  slowest: TimedTest[];
  /** Tests that passed, though not at the first try, and what that one said. */
  retried: string[];
};

export type TimedTest = { name: string; ms: number };

export const SHOWN = 10;

export default class implements Reporter {
  private readonly tests: TestCase[] = [];

  onTestCaseResult(test: TestCase): void {
    this.tests.push(test);
  }

  onTestRunEnd(): void {
    const file = process.env.KAITONG_TEST_REPORT;
    if (file === undefined) return;
    const count = (state: string) => this.tests.filter((test) => test.result().state === state).length;
    const timed = this.tests.map((test) => ({ name: nameOf(test), ms: test.diagnostic()?.duration ?? 0 }));
    const report: Report = {
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('skipped'),
      slowest: timed.sort((a, b) => b.ms - a.ms).slice(0, SHOWN),
      retried: this.tests
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `${nameOf(test)}: ${firstErrorOf(test)}`),
    };
    writeFileSync(file, JSON.stringify(report));
  }
}

const nameOf = (test: TestCase): string => `${path.relative(root, test.module.moduleId)} > ${test.fullName}`;

const firstErrorOf = (test: TestCase): string => (test.result().errors ?? [])[0]?.message.slice(0, 400) ?? 'no error';
