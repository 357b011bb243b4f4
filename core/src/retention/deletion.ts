import { days, hours } from '@kaitong/contract';
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
  Math.min(deletableAt(retentionClass, recordedAt), keyEndsAt ?? FOR_GOOD);

/** The last year that every program writes with four digits. */
const FOR_GOOD: Time = Date.parse('9999-01-01');

/** An event that is kept moves so long before its day may be dropped: a store, or we, may be away for most of it. */
export const KEPT_MOVES_BEFORE = days(1);

/** So long before its day may be dropped an event can be kept at the latest: a store removes the day by itself. */
const LATEST_KEEP = hours(1);

/** Whether there is time to keep it: later, its day goes as it would have gone. */
export const canKeep = (retentionClass: RetentionClass, day: DayNumber, now: Time): boolean =>
  now < droppableAt(retentionClass, day) - LATEST_KEEP;
