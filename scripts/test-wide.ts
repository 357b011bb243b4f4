// The wider suites: dev/e2e/<suite>/*.e2e.ts, and `components`, web/src/**/*.browser.tsx. They need programs that
// `npm test` does without.
// Usage: npm run test:wide [-- <suite>…]
import { accessSync, constants, globSync } from 'node:fs';
import path from 'node:path';
import { root, stopOnSignals } from './command.ts';
import type { Report } from './reporter.ts';
import { closingLine, closingRemarks, noTests, runVitest, sum } from './vitest.ts';

/** Programs without which a suite cannot run; a suite that is not named here brings all that it needs. */
const PROGRAMS: Record<string, string[]> = {
  browser: ['ffprobe'],
  peers: ['ffmpeg', 'curl', 'openssl', 'jq', 'mosquitto_pub', 'mosquitto_sub', 'gst-launch-1.0'],
};

/** Pages and their parts, in a browser. */
const COMPONENTS = 'components';

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

/** Undefined when the suite was not run for want of a program. */
async function runSuite(suite: string): Promise<Report | undefined> {
  const missing = (PROGRAMS[suite] ?? []).filter((program) => !isInstalled(program));
  if (suite === COMPONENTS) return runVitest(['--config', 'web/vitest.browser.config.ts']);
  if (missing.length === 0) return runVitest(['--config', 'vitest.e2e.config.ts', `dev/e2e/${suite}/`]);
  say(`Not run: this suite needs ${missing.join(', ')}.`);
  return undefined;
}

stopOnSignals();
const folders = globSync('dev/e2e/*/**/*.e2e.ts', { cwd: root }).map((file) => file.split(path.sep)[2] ?? '');
const all = [...folders, COMPONENTS];
const asked = process.argv.slice(2);
const suites = asked.length > 0 ? asked : [...new Set(all)].sort();
if (suites.length === 0) say('There is no wider suite yet (dev/e2e/<suite>/*.e2e.ts).');
for (const suite of suites) {
  say(`\n── ${suite} ${'─'.repeat(60 - suite.length)}`);
  if (!all.includes(suite)) {
    say(`There is no suite of this name (dev/e2e/${suite}/*.e2e.ts).`);
    total = sum(total, { ...noTests, failed: 1 });
    continue;
  }
  const notRun = { ...noTests, [process.env.CI ? 'failed' : 'skipped']: 1 }; // CI installs what is missing
  total = sum(total, (await runSuite(suite)) ?? notRun);
}
say(`\n${closingRemarks(total)}\n\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
