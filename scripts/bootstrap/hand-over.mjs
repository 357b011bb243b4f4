import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';

/**
 * Runs `node ...args` in this process's place: same terminal, signals passed on, same exit code. The IPC channel tells
 * the program when this process has died without a word (`process.on('disconnect')`).
 * @param {string} node
 * @param {string[]} args
 * @param {string} [folder] where it runs, here by default
 */
export function handOver(node, args, folder = process.cwd()) {
  const env = { ...process.env, PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) };
  const child = spawn(node, args, { cwd: folder, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  // A terminal sends these to the whole group: passed on, they would look like an impatient second Ctrl-C.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => onTerminal || child.kill(signal));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
