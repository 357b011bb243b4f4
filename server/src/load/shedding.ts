import { type Duration, milliseconds } from '@kaitong/contract';
import { WORK_KINDS, type WorkKind } from './work-kind.ts';

export type SheddingRule = {
  /** How late a process is when work of each kind begins to be refused. */
  from: Record<WorkKind, Duration>;
  /** So many looks in a row must find it so late: one long computation is no overload. */
  looksToRefuse: number;
  /** So many in a row must find it less than half as late, before the kind is answered again. */
  looksToAnswer: number;
};

/** Twice a second. Whoever waits a quarter of a second for a list does not notice; a player has seconds in store, a camera a spool. */
export const SHEDDING: SheddingRule = {
  from: { browsing: milliseconds(250), watching: milliseconds(700), recording: milliseconds(2000) },
  looksToRefuse: 3,
  looksToAnswer: 6,
};

/**
 * Which kinds of work a process refuses, by how late it is: one kind after the other, the least important first, and back
 * the same way, later than it came.
 */
export class Shedding {
  private readonly rule: SheddingRule;
  /** How many of `WORK_KINDS` are refused. */
  private refusing = 0;
  private above = 0;
  private below = 0;

  constructor(rule: SheddingRule = SHEDDING) {
    this.rule = rule;
  }

  /** How late the process was when it looked. @returns whether a kind more, or less, is refused from now on */
  note(late: number): boolean {
    const before = this.refusing;
    const [next, last] = [WORK_KINDS[this.refusing], WORK_KINDS[this.refusing - 1]];
    this.above = next !== undefined && late >= this.rule.from[next] ? this.above + 1 : 0;
    this.below = last !== undefined && late < this.rule.from[last] / 2 ? this.below + 1 : 0;
    if (this.above >= this.rule.looksToRefuse) this.refusing += 1;
    else if (this.below >= this.rule.looksToAnswer) this.refusing -= 1;
    if (this.refusing === before) return false;
    this.above = 0;
    this.below = 0;
    return true;
  }

  refuses(kind: WorkKind): boolean {
    return WORK_KINDS.indexOf(kind) < this.refusing;
  }

  /** Those that are refused now. */
  refused(): readonly WorkKind[] {
    return WORK_KINDS.slice(0, this.refusing);
  }
}
