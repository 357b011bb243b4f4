import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Duration, milliseconds } from '@kaitong/contract';

/** How often the event loop is looked at. */
const RESOLUTION: Duration = milliseconds(20);
const NANOSECONDS = 1e6;
/** Of the waits since the last look; more say nothing new. */
const MOST_WAITS = 2000;

/** How late a process is: how long its work waits for its turn in the event loop, or for a session of the database. */
export class Lateness {
  private readonly loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  private waits: number[] = [];

  constructor() {
    this.loop.enable();
  }

  /** Somebody got a session of the database after so long. Whoever gets none at all is told so by the pool itself. */
  readonly noteWait = (ms: number): void => {
    if (this.waits.length < MOST_WAITS) this.waits.push(ms);
  };

  /**
   * What half of everything waited since the last look: a single long computation is one of many, and a process with too
   * much to do finds each of its turns late.
   */
  look(): Duration {
    const loop = this.loop.count > 0 ? this.loop.percentile(50) / NANOSECONDS - RESOLUTION : 0;
    this.loop.reset();
    const waits = this.waits.sort((a, b) => a - b);
    this.waits = [];
    return milliseconds(Math.max(0, loop, waits[Math.floor(waits.length / 2)] ?? 0));
  }

  stop(): void {
    this.loop.disable();
  }
}
