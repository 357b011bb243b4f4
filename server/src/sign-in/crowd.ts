import { minutes } from '@kaitong/contract';

const REMEMBERED = minutes(5);
const MOST = 10_000;

/**
 * How often networks asked lately, as far as this process saw, whatever they were answered. It orders a line and decides
 * nothing else: who is sent away and comes again every second is not taken for somebody who comes for the first time.
 */
export class Crowd {
  private readonly now: () => number;
  private lately = new Map<string, number>();
  private before = new Map<string, number>();
  private since: number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.since = now();
  }

  /** @returns how often this network asked before */
  note(from: string): number {
    if (this.now() - this.since > REMEMBERED || this.lately.size >= MOST) this.turnPage();
    const asked = this.lately.get(from) ?? 0;
    this.lately.set(from, asked + 1);
    return asked + (this.before.get(from) ?? 0);
  }

  private turnPage(): void {
    const isOld = this.now() - this.since > 2 * REMEMBERED;
    this.before = isOld ? new Map() : this.lately;
    this.lately = new Map();
    this.since = this.now();
  }
}
