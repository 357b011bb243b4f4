import { type Duration, hours, minutes, seconds } from '@kaitong/contract';

/** The schedule that Standard Webhooks recommends: soon for a hiccup, and over a weekend for an outage. */
const PAUSES: readonly Duration[] = [
  ...[seconds(5), minutes(5), minutes(30), hours(2), hours(5)],
  ...[hours(10), hours(14), hours(20), hours(24)],
];

/** How long after this many tries that came to nothing the next one is; `undefined`: there is none, some three days later. */
export const pauseAfter = (tries: number): Duration | undefined => PAUSES[tries - 1];
