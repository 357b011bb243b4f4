import { type Duration, milliseconds, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { Passwords } from '../secrets/passwords.ts';

/** Who would wait longer is told to come again: nobody looks at a page that does nothing for longer. */
const LONGEST_WAIT = seconds(2);
/** What a turn takes before one was measured, and how much each measured one counts. */
const FIRST_GUESS = milliseconds(150);
const WEIGHT = 0.2;

export type LaneOptions = { longestWait?: Duration; now?: () => number };

/** Who asks for a turn: from where, and how much speaks against it. */
export type Asking = { from: string; wrong: number };
type Place = { from: string; rank: number; enter: (refused: Refusal | undefined) => void };

/**
 * Hashes of passwords, one after the other: what all of them together take of the machine is one process. Who tried less
 * goes first, and where the line is full, who tried most is sent away: many who guess leave room for one who does not.
 */
export class Lane {
  readonly passwords: Passwords;
  private readonly longestWait: Duration;
  private readonly now: () => number;
  private readonly line: Place[] = [];
  private enteredAt: number | undefined;
  private usualMs: number = FIRST_GUESS;

  constructor(passwords: Passwords, { longestWait = LONGEST_WAIT, now = () => performance.now() }: LaneOptions = {}) {
    this.passwords = passwords;
    this.longestWait = longestWait;
    this.now = now;
  }

  get waiting(): number {
    return this.line.length;
  }

  /** Whether whoever asks would be sent away now: `turn` says the same, and this costs nothing. */
  refuses(asking: Asking): Refusal | undefined {
    const rank = this.rankOf(asking);
    const before = this.line.filter((place) => place.rank <= rank).length;
    return this.enteredAt === undefined ? undefined : this.refusalAt(before);
  }

  /** `platform_busy`: the work was not begun. */
  async turn<T>(asking: Asking, work: () => Promise<T>): Promise<T | Refusal> {
    const refused = await this.wait(asking);
    if (refused) return refused;
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /** Who stands in line already goes behind others that ask as often. */
  private rankOf({ from, wrong }: Asking): number {
    return wrong + this.line.filter((place) => place.from === from).length;
  }

  private wait(asking: Asking): Promise<Refusal | undefined> | undefined {
    if (this.enteredAt === undefined) {
      this.enteredAt = this.now();
      return undefined;
    }
    const rank = this.rankOf(asking);
    return new Promise((enter) => {
      const behind = this.line.findLastIndex((place) => place.rank <= rank);
      this.line.splice(behind + 1, 0, { from: asking.from, rank, enter });
      this.cut();
    });
  }

  private leave(): void {
    const now = this.now();
    if (this.enteredAt !== undefined) this.usualMs += WEIGHT * (now - this.enteredAt - this.usualMs);
    const next = this.line.shift();
    this.enteredAt = next && now;
    next?.enter(undefined);
  }

  /** Sends away, from the end, whoever would wait too long. */
  private cut(): void {
    while (this.line.length > 0) {
      const refused = this.refusalAt(this.line.length - 1);
      if (!refused) return;
      this.line.pop()?.enter(refused);
    }
  }

  private refusalAt(before: number): Refusal | undefined {
    if (before === 0) return undefined; // who is next is let in however slow the machine is, or nobody would be
    const wait = this.waitAt(before);
    return wait > this.longestWait ? refusal('platform_busy', { seconds: Math.ceil(wait / 1000) }) : undefined;
  }

  /** How long whoever has so many before them will wait, the one who is in apart. */
  private waitAt(before: number): number {
    if (this.enteredAt === undefined) return 0;
    const taken = this.now() - this.enteredAt;
    // One that takes longer than usual will, for all that is known, take as long again.
    const left = taken < this.usualMs ? this.usualMs - taken : taken;
    return left + before * this.usualMs;
  }
}
