import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { messages } from './messages.mjs';
import { afterDeath, noRestarts } from './restarts.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** `EX_CONFIG` of sysexits.h: it said what is wrong with its settings or files, and a person has to put that right. */
const MISCONFIGURED = 78;
const codeOf = (signal) => 128 + constants.signals[signal];
const FINAL = new Set([0, MISCONFIGURED, ...SIGNALS.map(codeOf)]);

/**
 * Runs `node ...args` in this process's place: same terminal, signals passed on, same exit code. The IPC channel tells
 * the program when this process has died without a word (`process.on('disconnect')`).
 *
 * A program that says `{ ready: [...args] }` through the channel serves from then on: when it dies of anything but a
 * signal to stop, it is started again with those arguments, after pauses that grow. What ends before it was ever ready
 * has said why, and nothing is started again; nor what ends later since its settings are wrong.
 * @param {string} node
 * @param {string[]} args
 * @param {string} [folder] where it runs, here by default
 */
export function handOver(node, args, folder = process.cwd()) {
  const env = {
    ...process.env,
    PATH: [path.dirname(node), process.env.PATH].join(path.delimiter),
    KAITONG_STARTED_AT: String(performance.timeOrigin), // by which the program says how long somebody has waited
  };
  // A terminal sends these to the whole group: passed on, they would look like an impatient second Ctrl-C.
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  let child;
  let isStopping = false;
  let restarts = noRestarts;
  let next; // its arguments, once it was ready

  for (const signal of SIGNALS) {
    process.on(signal, () => {
      isStopping = true;
      if (child === undefined) process.exit(codeOf(signal));
      if (signal === 'SIGTERM' || !onTerminal) child.kill(signal);
    });
  }
  start(args);

  function start(given) {
    let readyAt;
    child = spawn(node, given, { cwd: folder, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    child.on('message', (message) => {
      if (!Array.isArray(message?.ready)) return;
      readyAt = performance.now();
      next = [args[0], ...message.ready];
    });
    child.once('exit', (code, signal) => {
      child = undefined;
      const exitCode = code ?? codeOf(signal);
      if (isStopping || FINAL.has(exitCode) || next === undefined) process.exit(exitCode);
      startAgain(signal ?? code, exitCode, readyAt);
    });
  }

  function startAgain(how, exitCode, readyAt) {
    delete env.KAITONG_STARTED_AT; // nobody waits for these
    const death = {
      wasReady: readyAt !== undefined,
      readyForMs: readyAt === undefined ? 0 : performance.now() - readyAt,
    };
    const after = afterDeath(restarts, death);
    restarts = after.restarts;
    if (after.waitMs === undefined) {
      console.error(messages.givenUp(how));
      process.exit(exitCode);
    }
    console.error(messages.startedAgain(how, after.waitMs / 1000));
    setTimeout(start, after.waitMs, next);
  }
}
