import type { Duration } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';

/** How often something may be done: `burst` times at once, and once every `every` in the long run. */
export type AllowanceRule = { burst: number; every: Duration };

/** What is left at a time, counted in the milliseconds that it takes to get it, so that no fraction is rounded. */
export type Allowance = { leftMs: number; at: Time };

export const fullAllowance = ({ burst, every }: AllowanceRule, now: Time): Allowance => ({
  leftMs: burst * every,
  at: now,
});

export type TakenAllowance = {
  allowance: Allowance;
  /** 0: it was taken. Else nothing was, and there is one again in so many milliseconds. */
  waitMs: number;
};

/** Takes one. A clock that goes back gives nothing and takes nothing. */
export function takeAllowance({ burst, every }: AllowanceRule, { leftMs, at }: Allowance, now: Time): TakenAllowance {
  const filled = Math.min(burst * every, leftMs + Math.max(0, now - at));
  const isThere = filled >= every;
  return {
    allowance: { leftMs: isThere ? filled - every : filled, at: now },
    waitMs: isThere ? 0 : Math.ceil(every - filled),
  };
}
