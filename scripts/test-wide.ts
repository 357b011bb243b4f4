// The wider suites: dev/e2e/<suite>/*.e2e.ts, and `components`, web/src/**/*.browser.tsx. They need programs that
// `npm test` does without.
// Usage: npm run test:wide [-- <suite>…]
import { accessSync, constants, globSync } from 'node:fs';
import path from 'node:path';
import { buildTestServer } from './build-test-server.ts';
import { root, stopOnSignals } from './command.ts';
import { keepDatabase } from './keep-database.ts';
import { startWatch } from './processor-time.ts';
import type { Report } from './reporter.ts';
import { closingLine, closingRemarks, noTests, runVitest, sum } from './vitest.ts';

/** Programs without which a suite cannot run; a suite that is not named here brings all that it needs. */
const PROGRAMS: Record<string, string[]> = {
  brokers: ['epmd', 'rabbitmqctl', 'setpriv'],
  browser: ['ffprobe'],
  cluster: ['patroni', 'etcd'],
  'device-c': ['make', 'cc', 'ffmpeg'],
  monitoring: ['promtool'],
  objects: ['ceph', 'ceph-mon', 'ceph-mgr', 'ceph-osd', 'radosgw'],
  peers: ['ffmpeg', 'curl', 'openssl', 'jq', 'mosquitto_pub', 'mosquitto_sub', 'gst-launch-1.0', 'go'],
};

/** Pages and their parts, in a browser. */
const COMPONENTS = 'components';
/** Need the processor and no moment of it: they run aside, on what those leave that wait for cameras, lines and pages. */
const ASIDE = ['judge', COMPONENTS];
/** Keeps the whole machine busy, so that nothing else would get its turn. */
const LOAD = 'load';

let total = noTests;
const say = (text: string) => process.stdout.write(`${text}\n`);

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

type Obstacle = 'unknown' | 'missing programs';

/** Says what keeps a suite from running. */
function findObstacle(suite: string): Obstacle | undefined {
  if (!all.includes(suite)) {
    say(`There is no suite of this name (dev/e2e/${suite}/*.e2e.ts).`);
    return 'unknown';
  }
  const missing = (PROGRAMS[suite] ?? []).filter((program) => !isInstalled(program));
  if (missing.length === 0) return undefined;
  say(`Not run: ${suite} needs ${missing.join(', ')}.`);
  return 'missing programs';
}

stopOnSignals();
const folders = globSync('dev/e2e/*/**/*.e2e.ts', { cwd: root }).map((file) => file.split(path.sep)[2] ?? '');
const all = [...folders, COMPONENTS];
const asked = process.argv.slice(2);
const suites = asked.length > 0 ? asked : [...new Set(all)].sort();
if (suites.length === 0) say('There is no wider suite yet (dev/e2e/<suite>/*.e2e.ts).');
const runnable = suites.filter((suite) => {
  const obstacle = findObstacle(suite);
  // Continuous integration installs what is missing.
  const count = obstacle === 'unknown' || process.env.CI ? 'failed' : 'skipped';
  if (obstacle) total = sum(total, { ...noTests, [count]: 1 });
  return obstacle === undefined;
});

/** The tests of some suites, in one vitest. */
async function runSuites(some: readonly string[], aside: boolean): Promise<Report> {
  if (some.length === 0) return noTests;
  const heading = `\n── ${some.join(', ')} ${'─'.repeat(Math.max(0, 60 - some.join(', ').length))}`;
  if (!aside) say(heading);
  const config = some.includes(COMPONENTS) ? 'web/vitest.browser.config.ts' : 'vitest.e2e.config.ts';
  const folders = some.filter((suite) => suite !== COMPONENTS).map((suite) => `dev/e2e/${suite}/`);
  const report = await runVitest(folders, { config, aside });
  if (aside) say(`${heading}\n${report.said}`);
  return report;
}

async function runInTurn(suites: readonly string[], aside: boolean): Promise<Report> {
  let found = noTests;
  for (const suite of suites) found = sum(found, await runSuites([suite], aside));
  return found;
}

const spentInAll = startWatch();
const endDatabase = keepDatabase();
await buildTestServer();
const inFront = runnable.filter((suite) => ![...ASIDE, LOAD].includes(suite));
const aside = runnable.filter((suite) => ASIDE.includes(suite));
const reports = await Promise.all([runSuites(inFront, false), runInTurn(aside, inFront.length > 0)]);
const last = await runInTurn(
  runnable.filter((suite) => suite === LOAD),
  false,
);
total = [...reports, last].reduce(sum, total);
await endDatabase();
say(`\n${closingRemarks(total)}\n\n${spentInAll()}.\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
