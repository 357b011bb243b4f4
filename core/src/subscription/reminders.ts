import { type Duration, days } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import { standingAt } from './standing.ts';
import type { Subscription } from './subscription.ts';

const BEFORE: readonly Duration[] = [days(7), days(1)];
/** Who pays once a year has forgotten it: a month before, too. */
const BEFORE_YEAR: readonly Duration[] = [days(30), ...BEFORE];

/** When an owner is told next that everything bought ends, each time once; `undefined`: no more, or nothing is in force. */
export function nextReminder(subscription: Subscription, at: Time): Time | undefined {
  const standing = standingAt(subscription, at);
  if (standing.state !== 'active') return undefined;
  const last = standing.queued.at(-1) ?? standing.slice;
  const isYear = 'months' in last.length && last.length.months >= 12;
  return (isYear ? BEFORE_YEAR : BEFORE).map((before) => standing.until - before).find((time) => time > at);
}
