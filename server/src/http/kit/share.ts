import { type Refusal, refusal, seconds } from '@kaitong/contract';
import { type Allowance, type AllowanceRule, fullAllowance, takeAllowance } from '@kaitong/core';

type Part = {
  /** Calls that are being answered at a time. */
  atOnce: number;
  /** Calls that are looked at. */
  often?: AllowanceRule;
};

/** What all networks may take together, and each. */
export type ShareRule = { all: Part; each: Part };

const COME_AGAIN = seconds(2);
/** Networks that are remembered; those that asked the longest ago are forgotten first. */
const MOST_NETWORKS = 10_000;

/**
 * What calls of one kind may take of this process, whoever makes them, and each network of it: beyond that they are refused
 * before anything is done for them. What each process has of its own is shared here, so nothing that another one would
 * need to know.
 */
export class Share {
  private readonly now: () => number;
  private readonly rule: ShareRule;
  private readonly all: Taken;
  /** Who asked last comes last, as maps keep them. */
  private readonly networks = new Map<string, Taken>();

  constructor(rule: ShareRule, now: () => number = () => performance.now()) {
    this.rule = rule;
    this.now = now;
    this.all = new Taken(rule.all);
  }

  /** @returns leaves, once; or `platform_busy` */
  enter(network: string): (() => void) | Refusal {
    const own = this.takenBy(network);
    const now = this.now();
    // A network that asks too much has spent its own part and nothing of what all have.
    if (!own.hasRoom() || !this.all.hasRoom() || !own.take(now) || !this.all.take(now))
      return refusal('platform_busy', { seconds: COME_AGAIN / 1000 });
    const both = [own, this.all];
    for (const taken of both) taken.inside += 1;
    return () => {
      for (const taken of both.splice(0)) taken.inside -= 1;
    };
  }

  private takenBy(network: string): Taken {
    const taken = this.networks.get(network) ?? new Taken(this.rule.each);
    this.networks.delete(network);
    this.networks.set(network, taken);
    if (this.networks.size > MOST_NETWORKS) this.forgetOne();
    return taken;
  }

  private forgetOne(): void {
    for (const [network, { inside }] of this.networks)
      if (inside === 0) {
        this.networks.delete(network);
        return;
      }
  }
}

class Taken {
  inside = 0;
  private readonly part: Part;
  private allowance: Allowance | undefined;

  constructor(part: Part) {
    this.part = part;
  }

  hasRoom(): boolean {
    return this.inside < this.part.atOnce;
  }

  take(now: number): boolean {
    const { often } = this.part;
    if (!often) return true;
    const { allowance, waitMs } = takeAllowance(often, this.allowance ?? fullAllowance(often, now), now);
    this.allowance = allowance;
    return waitMs === 0;
  }
}
