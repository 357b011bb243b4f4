// `npm test`: everything that needs nothing but Node, in the order in which a mistake is cheapest to find.
import path from 'node:path';
import { buildTestServer } from './build-test-server.ts';
import { buildWeb } from './build-web.ts';
import { root, runNode, stopOnSignals } from './command.ts';
import { keepDatabase } from './keep-database.ts';
import { startWatch } from './processor-time.ts';
import { closingLine, closingRemarks, noTests, runVitest, sum } from './vitest.ts';

const BOUNDARIES = 'dev/src/boundaries.test.ts';
let total = noTests;
const say = (text: string) => process.stdout.write(`${text}\n`);

/** Each resolves to whether it found nothing wrong, and says what it found. */
const sections: Record<string, () => Promise<boolean>> = {
  types: async () => {
    // By its path: another TypeScript may own node_modules/.bin/tsc.
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    // They run beside each other; several checkers in each would all read the same declarations.
    const projects = [
      'tsconfig.json',
      'tsconfig.pure.json',
      'web/tsconfig.json',
      'web/tsconfig.operator.json',
      'web/tsconfig.app.json',
    ];
    return allQuiet(
      await Promise.all(
        projects.map((project) => runNode([tsc, '--noEmit', '--pretty', '--checkers', '1', '-p', project])),
      ),
    );
  },
  'format and lint': async () =>
    allQuiet([
      await runNode([
        path.join(root, 'node_modules/@biomejs/biome/bin/biome'),
        'check',
        '--error-on-warnings',
        '--diagnostic-level=warn',
      ]),
    ]),
  unused: async () => allQuiet([await runNode([path.join(root, 'node_modules/knip/bin/knip.js')])]),
  boundaries: () => testsPass([BOUNDARIES], []),
  'web pages': async () => {
    const { built } = await buildWeb();
    say(built ? 'built' : 'up to date');
    return true;
  },
  tests: async () => {
    await buildTestServer();
    return await testsPass([], [BOUNDARIES]);
  },
};

function allQuiet(results: Awaited<ReturnType<typeof runNode>>[]): boolean {
  const failed = results.filter(({ exitCode }) => exitCode !== 0);
  for (const { output } of failed) say(output.trimEnd());
  return failed.length === 0;
}

async function testsPass(files: string[], exclude: string[]): Promise<boolean> {
  const report = await runVitest(files, { exclude });
  total = sum(total, report);
  return report.failed === 0;
}

stopOnSignals();
const endDatabase = keepDatabase();
const spentInAll = startWatch();
let broken: string | undefined;
for (const [name, run] of Object.entries(sections)) {
  say(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  const spent = startWatch();
  const fine = await run().catch(
    (error: unknown) => say(error instanceof Error ? error.message : String(error)) && false,
  );
  say(`${fine ? 'ok' : 'FAILED'}, ${spent()}`);
  if (!fine) {
    broken = name;
    break;
  }
}
if (broken !== undefined && total.failed === 0) total = { ...total, failed: 1 }; // types, lint and pages are no tests but can fail
await endDatabase();
say(`\n${closingRemarks(total)}`);
say(`\n${broken === undefined ? 'All sections passed' : `Stopped at: ${broken}`}: ${spentInAll()}.`);
say(closingLine(total));
process.exitCode = broken === undefined ? 0 : 1;
