// Usage: npm run bench -- <name> [options]: runs dev/bench/<name>/main.ts. Without a name it lists them.
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { buildJudge } from './build-judge.ts';
import { root, runNode, stopOnSignals } from './command.ts';

stopOnSignals();
const names = globSync('dev/bench/*/main.ts', { cwd: root }).map((file) => file.split(path.sep)[2] ?? '');
const [name = '', ...options] = process.argv.slice(2);
const program = path.join(root, 'dev/bench', name, 'main.ts');
if (names.includes(name) && existsSync(program)) {
  await buildJudge();
  process.exitCode = (await runNode([program, ...options], { show: true })).exitCode;
} else {
  process.stderr.write(`Benches: ${names.sort().join(', ')}. One of them: npm run bench -- ${names[0]}\n`);
  process.exitCode = 2;
}
