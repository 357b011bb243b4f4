import { type Duration, hours, minutes, seconds } from '@kaitong/contract';

/** Around something that happened, or all the time. */
export type Recording = 'event' | 'continuous';

/** How soon a camera must have stopped once it may not record any more. */
export const STOPS_WITHIN = seconds(10);

/** How much footage one recording takes before it is cut and the next one begins. */
export const RECORDING_LIMIT: Readonly<Record<Recording, Duration>> = {
  event: minutes(5),
  // One key and one row an hour, and a plan that changed counts an hour later at the latest.
  continuous: hours(1),
};
