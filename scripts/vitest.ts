import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, runNode } from './command.ts';
import { type Report, SHOWN } from './reporter.ts';

type Options = {
  /** By its path; without it `vitest.config.ts`. */
  config?: string;
  exclude?: string[];
  /** Takes what others leave of the processor, and says what it wrote when it is over. */
  aside?: boolean;
};

/** More broken files than these are no bad moment of a shared machine. */
const FEW = 6;

/**
 * Runs tests and counts them; `passed` and no `failed` is success. On our own terminal, unless `aside`.
 *
 * In continuous integration a few files that broke are run once more by themselves, one after the other: what tells a test that
 * is wrong from a machine that was starved for a while, which the second try a moment later does not (decision 0081).
 */
export async function runVitest(files: string[], options: Options = {}): Promise<Report & { said: string }> {
  const first = await runOnce(files, options);
  if (!process.env.CI || !isWorthAnotherRun(first)) return first;
  const again = await runOnce(
    first.broken.map(({ file }) => path.join(root, file)),
    options,
    ['--maxWorkers', '1'],
  );
  return { ...afterAnotherRun(first, again), said: `${first.said}\n${again.said}` };
}

export const isWorthAnotherRun = ({ failed, broken, homeless }: Report): boolean =>
  failed > 0 && broken.length > 0 && broken.length <= FEW && !homeless;

/** Of the files that broke what the other run found of them counts; of all others what the first did. */
export function afterAnotherRun(first: Report, again: Report): Report {
  const ofBroken = (count: 'passed' | 'failed' | 'skipped') => first.broken.reduce((sum, file) => sum + file[count], 0);
  const found: Report = {
    ...first,
    passed: first.passed - ofBroken('passed'),
    failed: 0, // what did belongs to the files that were run again
    skipped: first.skipped - ofBroken('skipped'),
    broken: [],
  };
  const brokenAgain = new Set(again.broken.map(({ file }) => file));
  const recovered = again.homeless ? [] : first.broken.filter(({ file }) => !brokenAgain.has(file));
  return {
    ...sum(found, again),
    recovered: recovered.map(({ file, error }) => `${file}: ${error}`),
  };
}

async function runOnce(files: string[], options: Options, more: string[] = []): Promise<Report & { said: string }> {
  const { config, exclude = [], aside = false } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-tests-'));
  const file = path.join(folder, 'report.json');
  const args = [
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    `--reporter=${path.join(root, 'scripts/reporter.ts')}`,
    ...(config === undefined ? [] : ['--config', config]),
    ...exclude.flatMap((pattern) => ['--exclude', pattern]),
    ...more,
    ...files,
  ];
  const { exitCode, output } = await runNode(args, {
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
    return { ...noTests, ...JSON.parse(readFileSync(file, 'utf8')) };
  } catch {
    return { ...noTests, failed: 1, homeless: true };
  }
}

export const noTests: Report = {
  passed: 0,
  failed: 0,
  skipped: 0,
  slowest: [],
  retried: [],
  broken: [],
  homeless: false,
  recovered: [],
};

export const sum = (a: Report, b: Report): Report => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  slowest: [...a.slowest, ...b.slowest].sort((one, other) => other.ms - one.ms).slice(0, SHOWN),
  retried: [...a.retried, ...b.retried],
  broken: [...a.broken, ...b.broken],
  homeless: a.homeless || b.homeless,
  recovered: [...a.recovered, ...b.recovered],
});

/** What is told of the tests beside their number: which are slow, and what passed only at a further try. */
export function closingRemarks({ slowest, retried, recovered }: Report): string {
  const slow = slowest.map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(6)} s  ${name}`);
  return [
    ...(slow.length > 0 ? [`The slowest ${slow.length} tests:`, ...slow] : []),
    ...toldOf('Passed only when tried again', retried),
    ...toldOf('Files that passed only when run again by themselves', recovered),
  ].join('\n');
}

const toldOf = (what: string, names: string[]): string[] => [
  `${what}: ${names.length === 0 ? 'none' : names.length}`,
  ...names.map((name) => `          ${name}`),
];

/** The line that continuous integration reads; it stands alone, as the last one. */
export function closingLine({ passed, failed, skipped }: Report): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
