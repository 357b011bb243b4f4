import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { minutes, seconds } from '@kaitong/contract';
import type { Metrics } from '../http/metrics.ts';
import type { Log } from '../log.ts';
import type { Encryption, HandedOver, ToFirst, ToWorker } from './handed-over.ts';
import { KeptProcesses } from './keep-running.ts';
import { Line, type Question } from './line.ts';

const PROGRAM = fileURLToPath(new URL('./worker-program.ts', import.meta.url));
/** Answers under way are given by then. */
const TO_STOP = seconds(10);
/** One that hangs is left out: whoever asks a worker for the sum of all waits three times as long for it. */
const FOR_METRICS = seconds(1);
/** Nobody is told when the state of a certificate becomes another one, that it could not be renewed, say. */
const ENCRYPTION_EVERY = minutes(1);

export type WorkersOptions = {
  many: number;
  /** Asked at each start of one. */
  given(): Omit<HandedOver, 'number' | keyof Encryption>;
  encryption(): Encryption;
  answer(question: Question): Promise<unknown>;
  log: Log;
};

export type Workers = {
  /** How many answer now. */
  up(): number;
  areAllUp(): boolean;
  /** Of each that answers in time. */
  metrics(): Promise<Metrics[]>;
  /** Tells them what encrypts lines from now on. */
  tellEncryption(): void;
  /** Tells them to say that they leave. */
  tellLeaving(): void;
  stop(): Promise<void>;
};

/**
 * Processes beside this one that answer HTTP at the same port: the kernel shares connections out among all that listen. What
 * dies is started again. Resolves when each was at work, or has died once.
 */
export async function startWorkers({ many, given, encryption, answer, log }: WorkersOptions): Promise<Workers> {
  const lines = new Map<ChildProcess, Line<ToWorker, ToFirst>>();
  const kept = new KeptProcesses({
    many,
    start(number, onReady) {
      const child = startOne(number, log);
      const channel = {
        send: (message: unknown) => void child.send(message as object, () => {}), // one that has ended hears nothing
        on: (listener: (message: unknown) => void) => void child.on('message', listener),
      };
      const line = new Line<ToWorker, ToFirst>(channel, { onTold: onReady, answer });
      lines.set(child, line);
      child.once('exit', () => lines.delete(child));
      line.tell({ is: 'begin', given: { ...given(), ...encryption(), number } });
      return child;
    },
    onDeath: ({ number, how, againIn }) => log.error({ worker: number, how, againInMs: againIn }, 'worker.ended'),
  });
  const tellEncryption = (): void => {
    const told = encryption();
    for (const line of lines.values()) line.tell({ is: 'encryption', encryption: told });
  };
  const timer = setInterval(tellEncryption, ENCRYPTION_EVERY).unref();
  await kept.tried();
  log.info({ workers: kept.ready.length }, 'workers.started');
  const up = (): number => kept.ready.length;
  return {
    up,
    areAllUp: () => up() === many,
    async metrics() {
      const asked = kept.ready.map(
        (child) => lines.get(child)?.ask('metrics', FOR_METRICS) as Promise<Metrics> | undefined,
      );
      const answers = await Promise.allSettled(asked);
      return answers.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
    },
    tellEncryption,
    tellLeaving() {
      for (const line of lines.values()) line.tell({ is: 'leave' });
    },
    async stop() {
      clearInterval(timer);
      await kept.stop((child) => lines.get(child)?.tell({ is: 'stop' }), TO_STOP);
    },
  };
}

/** Its log comes as lines and goes into ours: one file, one order. */
function startOne(number: number, log: Log): ChildProcess {
  const child = fork(PROGRAM, {
    execArgv: [...process.execArgv, '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => relay(line, number, log));
  return child;
}

function relay(text: string, worker: number, log: Log): void {
  const read = readLine(text);
  if (!read) return void log.warn({ worker, text }, 'worker.said');
  const { level, time, pid, hostname, name, msg, ...fields } = read;
  const as = log.levels.labels[Number(level)] ?? 'info';
  log[as as 'info']({ ...fields, worker }, String(msg));
}

function readLine(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
