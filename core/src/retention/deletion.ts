import { days } from '@kaitong/contract';
import { type DayNumber, dayOf, startOfDay, type Time } from '../plans/calendar.ts';
import { isPassing, keptFor, type RetentionClass } from './classes.ts';

/** When a whole day of a class may be dropped: the retention after its last moment. */
export const droppableAt = (retentionClass: RetentionClass, day: DayNumber): Time =>
  startOfDay(day + 1) + keptFor(retentionClass);

/** The oldest day of a class that must still be there: what was recorded before it may be dropped. */
export const firstKeptDay = (retentionClass: RetentionClass, now: Time): DayNumber =>
  dayOf(now - keptFor(retentionClass) - days(1)) + 1;

/**
 * When one event's footage goes: a verification's or test's one day after it was recorded, by itself; everything else with its day.
 */
export const deletableAt = (retentionClass: RetentionClass, recordedAt: Time): Time =>
  isPassing(retentionClass) ? recordedAt + keptFor(retentionClass) : droppableAt(retentionClass, dayOf(recordedAt));

/** Until when it can be watched: to its deletion, or until its key is destroyed (`keyEndsAt`), whatever comes first. */
export const footageUntil = (retentionClass: RetentionClass, recordedAt: Time, keyEndsAt: Time | undefined): Time =>
  Math.min(deletableAt(retentionClass, recordedAt), keyEndsAt ?? Infinity);
