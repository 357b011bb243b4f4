import { days, type PlanPeriod } from '@kaitong/contract';

/** A point in time: milliseconds since 1970, UTC. */
export type Time = number;

/** Days since 1 January 1970, UTC: how partitions and event ids name a day. */
export type DayNumber = number;

export const dayOf = (time: Time): DayNumber => Math.floor(time / days(1));
export const startOfDay = (day: DayNumber): Time => day * days(1);

/** How long something bought lasts: by the calendar, in days, or what is left of either. */
export type Length = { months: number } | { days: number } | { milliseconds: number };

export const lengthOf = (period: PlanPeriod): Length => ({ months: period === 'month' ? 1 : 12 });

export const dayOfMonth = (time: Time): number => new Date(time).getUTCDate();

/**
 * The same time of day, some months on, in UTC; on `anchorDay` where that month has it, otherwise on its last day. The
 * anchor is the day on which the first month began: 31 January, 28 February, 31 March, not 28 March.
 */
export function addMonths(time: Time, months: number, anchorDay: number = dayOfMonth(time)): Time {
  const date = new Date(time);
  const month = date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const timeOfDay = time - startOfDay(dayOf(time));
  return Date.UTC(date.getUTCFullYear(), month, Math.min(anchorDay, lastDay)) + timeOfDay;
}

/** When something of that length ends that begins at `time`. */
export function addLength(time: Time, length: Length, anchorDay: number): Time {
  if ('months' in length) return addMonths(time, length.months, anchorDay);
  return time + ('days' in length ? days(length.days) : length.milliseconds);
}
