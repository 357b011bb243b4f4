import type { ChildProcess } from 'node:child_process';
import { type Duration, milliseconds, minutes, seconds } from '@kaitong/contract';

/** How one of them ended. */
export type Death = {
  number: number;
  /** The name of a signal, an exit code, or why it could not be started. */
  how: string;
  againIn: Duration;
};

export type KeepOptions = {
  many: number;
  /** Starts that of this number, from 1 on; it says so by a call of `onReady` when it is at work. */
  start(number: number, onReady: () => void): ChildProcess;
  onDeath(death: Death): void;
  /** Whoever is not at work by then hangs, and is killed. */
  patience?: Duration;
  /** How long to wait after so many deaths in a row. */
  pauseAfter?: (deaths: number, wasReady: boolean) => Duration;
};

const SHORTEST = milliseconds(200);
/** Whoever was at work died of something that passes, or is killed by hand: the others have all its callers meanwhile. */
const LONGEST_READY = seconds(2);
/** Whoever never comes to work costs a start each time. */
const LONGEST = seconds(30);
/** A start takes seconds; on a machine that is busy with others, longer. */
const TO_START = minutes(2);
/** Whoever was at work for so long died of nothing that its start had to do with. */
const LIVED = minutes(1);

export function pauseAfter(deaths: number, wasReady: boolean): Duration {
  return milliseconds(Math.min(SHORTEST * 2 ** Math.min(deaths - 1, 10), wasReady ? LONGEST_READY : LONGEST));
}

type Place = { number: number; child?: ChildProcess; readyAt?: number; deaths: number; again?: NodeJS.Timeout };

/** So many processes: one that dies is started again, after pauses that grow. */
export class KeptProcesses {
  private readonly options: KeepOptions;
  private readonly places: Place[];
  private readonly first: Promise<void>[] = [];
  private isStopping = false;

  constructor(options: KeepOptions) {
    this.options = options;
    this.places = Array.from({ length: options.many }, (_, n) => ({ number: n + 1, deaths: 0 }));
    for (const place of this.places) this.first.push(new Promise((resolve) => this.start(place, resolve)));
  }

  /** Those at work. */
  get ready(): ChildProcess[] {
    return this.places.flatMap(({ child, readyAt }) => (child && readyAt !== undefined ? [child] : []));
  }

  /** Resolves when each was at work once, or has died. */
  async tried(): Promise<void> {
    await Promise.all(this.first);
  }

  /** Ends all: `tell` asks one to end by itself, and whoever has not by then is killed. */
  async stop(tell: (child: ChildProcess) => void, patience: Duration): Promise<void> {
    this.isStopping = true;
    await Promise.all(
      this.places.map(async ({ child, again }) => {
        clearTimeout(again);
        if (!child) return;
        const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
        const late = setTimeout(() => child.kill('SIGKILL'), patience);
        tell(child);
        await ended;
        clearTimeout(late);
      }),
    );
  }

  private start(place: Place, onTried = (): void => {}): void {
    const late = setTimeout(() => child.kill('SIGKILL'), this.options.patience ?? TO_START);
    const child = this.options.start(place.number, () => {
      clearTimeout(late);
      if (place.child !== child) return;
      place.readyAt = performance.now();
      onTried();
    });
    place.child = child;
    const died = (how: string): void => {
      clearTimeout(late);
      if (place.child !== child) return;
      this.bury(place, how);
      onTried();
    };
    child.once('error', ({ message }) => child.pid === undefined && died(message));
    child.once('exit', (code, signal) => died(signal ?? `exit code ${code}`));
  }

  private bury(place: Place, how: string): void {
    const { readyAt } = place;
    delete place.child;
    delete place.readyAt;
    if (this.isStopping) return;
    const lived = readyAt !== undefined && performance.now() - readyAt >= LIVED;
    place.deaths = lived ? 1 : place.deaths + 1;
    const againIn = (this.options.pauseAfter ?? pauseAfter)(place.deaths, readyAt !== undefined);
    place.again = setTimeout(() => this.start(place), againIn);
    this.options.onDeath({ number: place.number, how, againIn });
  }
}
