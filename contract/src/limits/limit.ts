import type { Duration } from '../durations.ts';
import type { ProblemCode } from '../problems/catalogue.ts';

/** Whose uses are counted together. `network`: an address, or the part of IPv6 that one line has; `unit`: a UUID behind one. */
export type LimitScope =
  | 'network'
  | 'unit'
  | 'device'
  | 'owner'
  | 'product'
  | 'account'
  | 'user'
  | 'recipient'
  | 'browser'
  | 'share'
  | 'region';

/**
 * What is counted. `calls` are requests over HTTP of whatever kind; `tries`, those of the one operation that it is about;
 * `seconds`, of footage.
 */
export type LimitUnit =
  | 'tries'
  | 'calls'
  | 'bytes'
  | 'open_events'
  | 'connections'
  | 'files'
  | 'mails'
  | 'seconds'
  | 'segments';

/** What happens beyond a limit where nobody is answered with a refusal. */
export const OUTCOMES = ['connack_3', 'left_out', 'taken_as_stranger'] as const;
export type LimitOutcome = (typeof OUTCOMES)[number];

type Bounds<Code> = { scope: LimitScope; unit: LimitUnit; code: Code };

/** At most so many within any `window`. */
export type Rate<Code = ProblemCode | LimitOutcome> = Bounds<Code> & { limit: number; window: Duration };
/** So many at once, and then one each time that this has passed. */
export type Burst = Bounds<LimitOutcome> & { burst: number; every: Duration };
/** At most so many at a time. */
export type Level = Bounds<ProblemCode> & { limit: number };

export type Limit = Rate | Burst | Level;
