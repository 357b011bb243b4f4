import { Worker } from 'node:worker_threads';

/** The descriptor of a child whose other end its parent holds: nothing is written to it, and it ends with the parent. */
export const LIFELINE = 4;

/** Told to a program which the system ends with its parent. */
export const TIED = '--ends-with-parent';

/** JavaScript, so that the thread starts without the stripping of types: half of its memory and most of its time. */
const WATCHING = `
  const { Socket } = require('node:net');
  new Socket({ fd: ${LIFELINE} })
    .on('error', () => {})
    .once('close', () => process.kill(process.pid, 'SIGKILL'))
    .resume();
`;

/**
 * Ends this process when its parent has ended, however that was. A thread does it, because what hostile bytes make hang is
 * the main one, and the limits that would end it ended with the parent. It costs as much as all the rest of a start, so only
 * where the system does not do it.
 */
export function endWithParent(): void {
  if (process.argv.includes(TIED)) return;
  new Worker(WATCHING, { eval: true, stdin: false }).unref();
}

/**
 * A Ctrl-C reaches the whole group of a terminal, and the SIGTERM of some service managers every process: that the parent
 * stops must not look as if an upload had taken this process down. The parent ends it.
 */
export function ignoreStops(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}
