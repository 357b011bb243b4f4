import { type Duration, milliseconds } from '@kaitong/contract/durations';
import { type Gauge, systemGauge } from './gauge.ts';
import type { DecodeLimits } from './limits.ts';
import type { LimitReason } from './report.ts';
import { beginWatch, deliver, look, turned, usedSince, type Watch } from './watch.ts';
import { startYardstick, type Yardstick } from './yardstick.ts';

export type Clock = {
  /** In milliseconds; only goes forward. */
  now(): number;
  after(wait: Duration, work: () => void): { stop: () => void };
};

const systemClock: Clock = {
  now: () => performance.now(),
  after(wait, work) {
    const timer = setTimeout(work, wait);
    return { stop: () => clearTimeout(timer) };
  },
};

export type WatchTools = { gauge: Gauge; startYardstick: () => Yardstick; clock: Clock };

/** The gauge's smallest step must not look like sleep. */
const STEPS_OF_QUIET = 10;

/** As much as a process that is not asleep takes at least. */
const TURN = milliseconds(10);

/** Looks at a process again and again until a limit is passed, and then ends it. */
export class LimitWatch {
  /** The limit that was passed, once one was; `starved` is none. */
  ended: LimitReason | 'starved' | undefined;
  /** Processor time since it had all bytes, as of the last look. */
  used: Duration = milliseconds(0);
  private readonly pid: number | undefined;
  private readonly limits: DecodeLimits;
  private readonly kill: () => void;
  private readonly tools: WatchTools;
  private watch: Watch | undefined;
  private next: { stop: () => void } | undefined;
  private yardstick: (Yardstick & { since: number }) | undefined;
  /** A reading takes its time; what it says counts while no other look has begun. */
  private looks = 0;

  constructor(pid: number | undefined, limits: DecodeLimits, kill: () => void, tools: Partial<WatchTools> = {}) {
    this.tools = { gauge: systemGauge(), startYardstick, clock: systemClock, ...tools };
    const { step } = this.tools.gauge;
    this.pid = pid;
    this.limits = { ...limits, quiet: milliseconds(Math.max(limits.quiet, STEPS_OF_QUIET * step)) };
    this.kill = kill;
  }

  start(): void {
    this.watch = beginWatch(this.tools.clock.now());
    this.lookLater();
  }

  /** The process has all bytes: its processor time counts from here. */
  async delivered(): Promise<void> {
    if (!this.watch) return;
    this.watch = deliver(this.watch);
    this.next?.stop();
    await this.lookNow();
  }

  stop(): void {
    this.looks++;
    this.watch = undefined;
    this.next?.stop();
    this.endYardstick();
  }

  /** A limit was passed, here or where it was noticed. */
  pass(reason: LimitReason | 'starved'): void {
    this.stop();
    this.ended = reason;
    this.kill();
  }

  /** The last look, at work that has ended: what it used is exact then, where the process still lives. */
  async finish(): Promise<void> {
    const { watch } = this;
    this.stop();
    const reading = watch && (await this.read(this.pid));
    if (watch && reading) this.used = usedSince(watch, reading);
  }

  private lookLater(): void {
    this.next = this.tools.clock.after(this.tools.gauge.every, () => void this.lookNow());
  }

  private async lookNow(): Promise<void> {
    const number = ++this.looks;
    const reading = await this.read(this.pid);
    const beside = this.yardstick && (await this.read(this.yardstick.pid));
    if (!this.watch || number !== this.looks) return;
    if (this.yardstick && beside && beside.processorMs >= TURN) {
      this.watch = turned(this.watch, this.yardstick.since);
      this.endYardstick();
    }
    const { watch, says } = look(this.watch, { at: this.tools.clock.now(), reading }, this.limits);
    this.watch = watch;
    if (reading) this.used = usedSince(watch, reading);
    switch (says) {
      case 'go-on':
        return this.lookLater();
      case 'ask':
        this.endYardstick();
        this.yardstick = { ...this.tools.startYardstick(), since: watch.quiet?.since ?? 0 };
        return this.lookLater();
      case 'memory':
        return this.pass(says);
      case 'time':
      case 'asleep':
      case 'starved':
        // An answer may lie in the pipe already when it was this process that had no time: look there first.
        setImmediate(() => setImmediate(() => number === this.looks && this.pass(says)));
    }
  }

  private endYardstick(): void {
    this.yardstick?.end();
    this.yardstick = undefined;
  }

  private read(pid: number | undefined) {
    return pid === undefined ? Promise.resolve(undefined) : this.tools.gauge.read(pid);
  }
}
