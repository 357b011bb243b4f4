/** How busy the judge is, for deadlines that do not count the time in its queue. */
export type Load = { running: number; waiting: number };

export type QueueOptions = {
  /** Takes a waiting job out of the queue; one that runs is told by the same signal. */
  signal?: AbortSignal | undefined;
  /** The job has left the queue. */
  onStarted?: (() => void) | undefined;
};

/** First come, first served; as many at once as there are places. */
export class JobQueue {
  readonly places: number;
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private readonly yielding = new Set<() => void>();

  constructor(places: number) {
    this.places = places;
  }

  get load(): Load {
    return { running: this.running, waiting: this.waiting.length };
  }

  /** The work's result. Rejects with the signal's reason when the job was given up while it waited. */
  async run<T>(work: () => Promise<T>, { signal, onStarted }: QueueOptions = {}): Promise<T> {
    signal?.throwIfAborted();
    if (this.running >= this.places) await this.turn(signal);
    else this.running++;
    try {
      onStarted?.();
      return await work();
    } finally {
      this.next();
    }
  }

  /** Resolves once no job waits, for what lets all of them go before. Rejects with the signal's reason. */
  async whenNoneWaits(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.waiting.length > 0) {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          signal.removeEventListener('abort', look);
          this.yielding.delete(look);
          resolve();
        };
        this.yielding.add(look);
        signal.addEventListener('abort', look);
      });
      signal.throwIfAborted();
    }
  }

  /** A place is handed over from the job that ends to the one that waits longest, so `running` stays as it is. */
  private next(): void {
    const first = this.waiting.shift();
    if (first) first();
    else this.running--;
    this.tellIdle();
  }

  private tellIdle(): void {
    if (this.waiting.length === 0) for (const look of this.yielding) look();
  }

  private turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        this.tellIdle();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(begin);
    });
  }
}
