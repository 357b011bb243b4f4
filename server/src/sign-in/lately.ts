import { minutes } from '@kaitong/contract';

const REMEMBERED = minutes(5);
const MOST = 10_000;

/**
 * What was seen of networks lately, as far as this process saw, for five to ten minutes. It orders a line and decides
 * nothing else, and takes no more memory however many networks there are.
 */
export class Lately<T> {
  private readonly now: () => number;
  private lately = new Map<string, T>();
  private before = new Map<string, T>();
  private since: number;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.since = now();
  }

  get(from: string): T | undefined {
    this.turnPages();
    return this.lately.get(from) ?? this.before.get(from);
  }

  set(from: string, seen: T): void {
    this.turnPages();
    this.lately.set(from, seen);
  }

  delete(from: string): void {
    this.lately.delete(from);
    this.before.delete(from);
  }

  private turnPages(): void {
    const age = this.now() - this.since;
    if (age <= REMEMBERED && this.lately.size < MOST) return;
    this.before = age > 2 * REMEMBERED ? new Map() : this.lately;
    this.lately = new Map();
    this.since = this.now();
  }
}
