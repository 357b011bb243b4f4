import { type Refusal, refusal, seconds } from '@kaitong/contract';
import { type Allowance, type AllowanceRule, fullAllowance, takeAllowance } from '@kaitong/core';

export type ShareRule = {
  /** Calls that are being answered at a time. */
  atOnce: number;
  /** Calls that are looked at. */
  often?: AllowanceRule;
};

const COME_AGAIN = seconds(2);

/**
 * What calls of one kind may take of this process, whoever makes them: beyond it they are refused before their body is
 * read. What each process has of its own is shared here, so nothing that another one would need to know.
 */
export class Share {
  private readonly rule: ShareRule;
  private readonly now: () => number;
  private allowance: Allowance | undefined;
  private inside = 0;

  constructor(rule: ShareRule, now: () => number = () => performance.now()) {
    this.rule = rule;
    this.now = now;
  }

  /** @returns leaves, once; or `platform_busy` */
  enter(): (() => void) | Refusal {
    if (this.inside >= this.rule.atOnce || !this.take())
      return refusal('platform_busy', { seconds: COME_AGAIN / 1000 });
    this.inside += 1;
    let isInside = true;
    return () => {
      if (isInside) this.inside -= 1;
      isInside = false;
    };
  }

  private take(): boolean {
    const { often } = this.rule;
    if (!often) return true;
    const now = this.now();
    const { allowance, waitMs } = takeAllowance(often, this.allowance ?? fullAllowance(often, now), now);
    this.allowance = allowance;
    return waitMs === 0;
  }
}
