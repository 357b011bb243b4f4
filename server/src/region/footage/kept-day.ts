import { type EventId, milliseconds } from '@kaitong/contract';
import { dayOf, keptFor, readEventId, type Time } from '@kaitong/core';

/** No class keeps footage for longer, and no date comes near the end of what a `Date` holds. */
export const OLDEST = milliseconds(keptFor('continuous30') * 2);

/**
 * Whether an id names a day that may have events: each day asked for is a statement of its own, which an id that somebody
 * made up is not to make. A day that is past its time may stand yet, and events in it be closed.
 */
export function namesKeptDay(eventId: EventId, now: Time): boolean {
  const day = readEventId(eventId)?.day;
  return day !== undefined && day >= dayOf(now - OLDEST) && day <= dayOf(now) + 1;
}
