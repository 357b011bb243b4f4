// The program of a worker. What it needs comes over the channel from the first process of its server, with whose end it ends.
import { createLog } from '../log.ts';
import type { HandedOver, ToFirst, ToWorker } from './handed-over.ts';
import { Line } from './line.ts';
import { startWorker, type Worker } from './start-worker.ts';

// Whoever stops a whole group stops the first process as well, which tells us when.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// The system closes the channel, however the first process ended. Without it there is no broker and nobody who judges.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// It may have ended while this was being loaded: what it asked for is told all the same.
if (!process.connected) process.kill(process.pid, 'SIGKILL');

let worker: Worker | undefined;

const first = new Line<ToFirst, ToWorker>(
  { send: (message) => void process.send?.(message), on: (listener) => void process.on('message', listener) },
  {
    onTold(told) {
      if (told.is === 'begin') void begin(told.given);
      else if (told.is === 'encryption') worker?.encrypt(told.encryption);
      else if (told.is === 'leave') worker?.leave();
      else void stop();
    },
    answer: (question) => worker?.answer(question) ?? Promise.reject(new Error('it is starting')),
  },
);

async function begin(given: HandedOver): Promise<void> {
  const log = createLog({ level: given.logLevel });
  try {
    worker = await startWorker(given, first, log);
    first.tell({ is: 'ready' });
  } catch (err) {
    log.error({ err }, 'worker.not_started');
    process.exit(1);
  }
}

async function stop(): Promise<void> {
  await worker?.stop();
  process.exit();
}
