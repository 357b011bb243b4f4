// The wider suites: dev/e2e/<suite>/*.e2e.ts. They need programs that `npm test` does without.
// Usage: npm run test:wide [-- <suite>…]
import { accessSync, constants, globSync } from 'node:fs';
import path from 'node:path';
import { root, stopOnSignals } from './command.ts';
import { type Counts, closingLine, runVitest } from './vitest.ts';

/** Programs without which a suite cannot run; a suite that is not named here brings all that it needs. */
const PROGRAMS: Record<string, string[]> = {
  browser: ['ffprobe'],
  peers: ['ffmpeg', 'curl', 'openssl', 'jq', 'mosquitto_pub', 'mosquitto_sub', 'gst-launch-1.0'],
};

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
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
async function runSuite(suite: string): Promise<Counts | undefined> {
  const missing = (PROGRAMS[suite] ?? []).filter((program) => !isInstalled(program));
  if (missing.length === 0) return runVitest(['--config', 'vitest.e2e.config.ts', `dev/e2e/${suite}/`]);
  say(`Not run: this suite needs ${missing.join(', ')}.`);
  return undefined;
}

stopOnSignals();
const all = globSync('dev/e2e/*/**/*.e2e.ts', { cwd: root }).map((file) => file.split(path.sep)[2] ?? '');
const asked = process.argv.slice(2);
const suites = asked.length > 0 ? asked : [...new Set(all)].sort();
if (suites.length === 0) say('There is no wider suite yet (dev/e2e/<suite>/*.e2e.ts).');
for (const suite of suites) {
  say(`\n── ${suite} ${'─'.repeat(60 - suite.length)}`);
  if (!all.includes(suite)) {
    say(`There is no suite of this name (dev/e2e/${suite}/*.e2e.ts).`);
    total.failed += 1;
    continue;
  }
  const counts = await runSuite(suite);
  if (counts === undefined)
    total[process.env.CI ? 'failed' : 'skipped'] += 1; // CI installs what is missing
  else for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
}
say(`\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
