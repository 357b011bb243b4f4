// A reporter of vitest's: leaves what `vitest.ts` sums up in the file that KAITONG_TEST_REPORT names.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { root } from './command.ts';

export type Report = {
  passed: number;
  failed: number;
  skipped: number;
  /** The slowest ten, the slowest first. */
  slowest: TimedTest[];
  /** Tests that passed, though not at the first try, and what that one said. */
  retried: string[];
  /** Files in which something failed: a test, what stands around the tests, or an error that no test waited for. */
  broken: BrokenFile[];
  /** Whether anything failed that belongs to no file. */
  homeless: boolean;
  /** Broken files that held when they were run once more, and what they said first; only `vitest.ts` knows of another run. */
  recovered: string[];
};

/** From the folder of the repository; with the numbers of its tests that the report counts. */
export type BrokenFile = { file: string; passed: number; failed: number; skipped: number; error: string };

export type TimedTest = { name: string; ms: number };

export const SHOWN = 10;

export default class implements Reporter {
  private readonly tests: TestCase[] = [];

  onTestCaseResult(test: TestCase): void {
    this.tests.push(test);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env.KAITONG_TEST_REPORT;
    if (file === undefined) return;
    const count = (state: string, tests = this.tests) => tests.filter((test) => test.result().state === state).length;
    const brokenFile = (module: TestModule): BrokenFile => {
      const tests = this.tests.filter((test) => test.module === module);
      const errors = [
        ...module.errors(),
        ...tests.filter((test) => test.result().state === 'failed').flatMap((test) => test.result().errors ?? []),
        ...unhandled.filter((error) => error.VITEST_TEST_PATH === module.moduleId),
      ];
      return {
        file: path.relative(root, module.moduleId),
        passed: count('passed', tests),
        failed: count('failed', tests),
        skipped: count('skipped', tests),
        error: textOf(errors[0]),
      };
    };
    const strayed = new Set(unhandled.map((error) => error.VITEST_TEST_PATH));
    const broken = modules.filter((module) => module.state() === 'failed' || strayed.has(module.moduleId));
    const timed = this.tests.map((test) => ({ name: nameOf(test), ms: test.diagnostic()?.duration ?? 0 }));
    const report: Omit<Report, 'recovered'> = {
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('skipped'),
      slowest: timed.sort((a, b) => b.ms - a.ms).slice(0, SHOWN),
      retried: this.tests
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `${nameOf(test)}: ${textOf((test.result().errors ?? [])[0])}`),
      broken: broken.map(brokenFile),
      homeless: unhandled.some((error) => !modules.some((module) => module.moduleId === error.VITEST_TEST_PATH)),
    };
    writeFileSync(file, JSON.stringify(report));
  }
}

const nameOf = (test: TestCase): string => `${path.relative(root, test.module.moduleId)} > ${test.fullName}`;

const textOf = (error: { message: string } | undefined): string => error?.message.slice(0, 400) ?? 'no error';
