// The wider suites: dev/e2e/<suite>/*.e2e.ts, and `components`, web/src/**/*.browser.tsx. They need programs that
// `npm test` does without.
// Usage: npm run test:wide [-- <suite>…]
import { accessSync, constants, globSync } from 'node:fs';
import path from 'node:path';
import { root, stopOnSignals } from './command.ts';
import { closingLine, closingRemarks, noTests, runVitest, sum } from './vitest.ts';

/** Programs without which a suite cannot run; a suite that is not named here brings all that it needs. */
const PROGRAMS: Record<string, string[]> = {
  browser: ['ffprobe'],
  peers: ['ffmpeg', 'curl', 'openssl', 'jq', 'mosquitto_pub', 'mosquitto_sub', 'gst-launch-1.0'],
};

/** Pages and their parts, in a browser. */
const COMPONENTS = 'components';
/** Wait for cameras, lines and pages, in real time: they fit beside each other, and beside nothing that needs the processor. */
const WAITING = ['browser', 'conformance', 'peers'];
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
const folderOf = (suite: string): string => `dev/e2e/${suite}/`;
const runs = [
  { config: 'vitest.e2e.config.ts', suites: runnable.filter((suite) => WAITING.includes(suite)) },
  {
    config: 'vitest.e2e.config.ts',
    suites: runnable.filter((suite) => ![...WAITING, COMPONENTS, LOAD].includes(suite)),
  },
  { config: 'web/vitest.browser.config.ts', suites: runnable.filter((suite) => suite === COMPONENTS) },
  { config: 'vitest.e2e.config.ts', suites: runnable.filter((suite) => suite === LOAD) },
];
for (const { config, suites: some } of runs) {
  if (some.length === 0) continue;
  say(`\n── ${some.join(', ')} ${'─'.repeat(Math.max(0, 60 - some.join(', ').length))}`);
  const folders = some.filter((suite) => suite !== COMPONENTS).map(folderOf);
  total = sum(total, await runVitest(['--config', config, ...folders]));
}
say(`\n${closingRemarks(total)}\n\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
