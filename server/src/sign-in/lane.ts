import { milliseconds, minutes, type Refusal, refusal, seconds } from '@kaitong/contract';
import type { Passwords } from '../secrets/passwords.ts';
import { Lately } from './lately.ts';

/** Who waited for so long is told to come again: nobody looks at a page that does nothing for longer. */
const LONGEST_WAIT = seconds(2);
/** Who would wait for longer is not let in: what turns take varies, and others may go before. */
const LET_IN = seconds(1.5);
/** What a turn takes before one was measured, and how much each measured one counts. */
const FIRST_GUESS = milliseconds(150);
const WEIGHT = 0.2;

/** How much later than they came those stand in line who were wrong twice, doubled with each more; and who is there already. */
const BEHIND = { first: milliseconds(500), atMost: minutes(1) };
/** Whoever was told when to come again and comes within this, and not before, has been waiting, as it were. */
const PUNCTUAL = { before: milliseconds(250), after: seconds(10) };

/** Who asks for a turn: from where, and how much speaks against it. */
export type Asking = { from: string; wrong: number };
/** `since`: when its network began to wait; the line is in the order of `due`. */
type Ranked = { from: string; since: number; due: number };
type Place = Ranked & { until: number; enter: (refused: Refusal | undefined) => void };
/** A network that was sent away: since when it waits, and when it was told to come. */
type Sent = { since: number; comesAt: number };

/**
 * Hashes of passwords, one after the other: what all of them together take of the machine is one process. Who waits the
 * longest is next, where each wrong try counts as having come later, and being sent away and coming back when told as
 * waiting: whoever guesses goes behind who does not, and nobody for ever.
 */
export class Lane {
  readonly passwords: Passwords;
  private readonly line: Place[] = [];
  private readonly sent = new Lately<Sent>();
  private enteredAt: number | undefined;
  private usualMs: number = FIRST_GUESS;
  private timer: NodeJS.Timeout | undefined;

  constructor(passwords: Passwords) {
    this.passwords = passwords;
  }

  get waiting(): number {
    return this.line.length;
  }

  /** Sends away who would be sent away all the same: `turn` says nothing else, and this costs nothing. */
  refuse(asking: Asking): Refusal | undefined {
    if (this.enteredAt === undefined) return undefined;
    const ranked = this.rank(asking);
    return this.mayEnter(this.placesBefore(ranked.due)) ? undefined : this.sendAway(ranked);
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
  private rank({ from, wrong }: Asking): Ranked {
    const now = performance.now();
    const sent = this.sent.get(from);
    const isPunctual = sent && now > sent.comesAt - PUNCTUAL.before && now < sent.comesAt + PUNCTUAL.after;
    const since = isPunctual ? sent.since : now;
    const others = this.line.filter((place) => place.from === from).length;
    return { from, since, due: since + behind(wrong) + others * BEHIND.first };
  }

  private wait(asking: Asking): Promise<Refusal | undefined> | undefined {
    const ranked = this.rank(asking);
    this.sent.delete(asking.from);
    if (this.enteredAt === undefined) {
      this.enteredAt = performance.now();
      return undefined;
    }
    const before = this.placesBefore(ranked.due);
    if (!this.mayEnter(before)) return Promise.resolve(this.sendAway(ranked));
    return new Promise((enter) => {
      this.line.splice(before, 0, { ...ranked, until: performance.now() + LONGEST_WAIT, enter });
      this.keep((place, at) => at <= before || this.isInTime(place, at));
    });
  }

  /** How many go before who is due then. */
  private placesBefore(due: number): number {
    return Math.max(this.fixed, this.line.findLastIndex((place) => place.due <= due) + 1);
  }

  /** How many nobody may overtake any more: the next one, once it has waited for as long as anybody may. */
  private get fixed(): number {
    const [next] = this.line;
    return next && next.until <= performance.now() ? 1 : 0;
  }

  /** Who goes before everybody that can be overtaken is let in however slow the machine is, or nobody would ever be. */
  private mayEnter(before: number): boolean {
    return before <= this.fixed || this.waitAt(before) <= LET_IN;
  }

  private leave(): void {
    const now = performance.now();
    if (this.enteredAt !== undefined) this.usualMs += WEIGHT * (now - this.enteredAt - this.usualMs);
    const next = this.line.shift();
    this.enteredAt = next && now;
    next?.enter(undefined);
    this.keep((place, at) => this.isInTime(place, at)); // the sooner they are told, the sooner they may come again
  }

  private isInTime({ until }: Place, before: number): boolean {
    return performance.now() + this.waitAt(before) <= until;
  }

  /** Sends away whoever may not stay; who is next stays. */
  private keep(mayStay: (place: Place, at: number) => boolean): void {
    const all = this.line.splice(0);
    for (const place of all)
      if (this.line.length === 0 || mayStay(place, this.line.length)) this.line.push(place);
      else place.enter(this.sendAway(place));
    this.watch();
  }

  /** Sends the others away when their time is over, though no turn ends: one may take longer than all before it. */
  private watch(): void {
    clearTimeout(this.timer);
    const [, ...others] = this.line;
    if (others.length === 0) return;
    const first = Math.min(...others.map(({ until }) => until));
    const left = Math.ceil(first - performance.now()); // timers know no fractions, and may be early by one
    this.timer = setTimeout(() => this.keep((place) => place.until > performance.now()), left);
  }

  /** Tells when to come: nobody who goes before stands in line then any more. */
  private sendAway({ from, since, due }: Ranked): Refusal {
    const now = performance.now();
    const wait = Math.max(1, Math.ceil((due + LONGEST_WAIT - now) / 1000));
    this.sent.set(from, { since, comesAt: now + wait * 1000 });
    return refusal('platform_busy', { seconds: wait });
  }

  /** How long whoever has so many before them will wait, as turns took till now. */
  private waitAt(before: number): number {
    if (this.enteredAt === undefined) return 0;
    const taken = performance.now() - this.enteredAt;
    // One that takes longer than usual will, for all that is known, take as long again.
    const left = taken < this.usualMs ? this.usualMs - taken : taken;
    return left + before * this.usualMs;
  }
}

const behind = (wrong: number): number =>
  wrong <= 1 ? 0 : Math.min(BEHIND.atMost, BEHIND.first * 2 ** Math.min(20, wrong - 2));
