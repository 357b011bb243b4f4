import { type Duration, milliseconds, minutes } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';

/** What an owner wants of alarms, as it counts for one camera. */
export type AlarmRules = {
  /** IANA's name of it. */
  timeZone: string;
  /** `22:00` to `07:00`: over midnight where `until` is the earlier. */
  quiet: { from: string; until: string } | null;
  snoozedUntil: Time | null;
  /** Kinds of this camera's that do not ring. */
  muted: readonly string[];
};

/** Whether an event of this kind rings now, or why it does not. */
export function decideAlarm(rules: AlarmRules, kind: string, now: Time): 'rings' | 'muted' | 'snoozed' | 'quiet' {
  if (rules.muted.includes(kind)) return 'muted';
  if (rules.snoozedUntil !== null && now < rules.snoozedUntil) return 'snoozed';
  return rules.quiet && isWithin(rules.quiet, timeOfDay(now, rules.timeZone)) ? 'quiet' : 'rings';
}

/** How long something that can wait is held back: until nobody sleeps and nothing is snoozed. */
export function quietPause(rules: Omit<AlarmRules, 'muted'>, now: Time): Duration {
  const decided = decideAlarm({ ...rules, muted: [] }, '', now);
  if (decided === 'snoozed') return milliseconds((rules.snoozedUntil ?? now) - now);
  if (decided !== 'quiet' || !rules.quiet) return milliseconds(0);
  const left = minutesOf(rules.quiet.until) - minutesOf(timeOfDay(now, rules.timeZone));
  return minutes(left > 0 ? left : left + 24 * 60);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Texts of one form compare as the times do. Where both are the same, there is no time in between. */
const isWithin = ({ from, until }: { from: string; until: string }, at: string): boolean =>
  from <= until ? from <= at && at < until : from <= at || at < until;

const timeOfDay = (now: Time, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now);
