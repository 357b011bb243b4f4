import type { app, Output } from '@kaitong/contract';
import { type Day, dayOf } from './days.ts';

type Hour = Output<typeof app.getCalendar>['hours'][number];
export type DayMark = { events: number; unread: number; continuous: boolean };

const LAST_OF_HOUR_MS = 3_599_999;

/**
 * The viewer's days with footage, out of hours of UTC. Where a time zone is half an hour off, an hour lies in two days;
 * both are marked, since a marked day that turns out to be empty hides nothing.
 */
export function markDays(hours: readonly Hour[]): Map<Day, DayMark> {
  const marks = new Map<Day, DayMark>();
  for (const { at, events, unread, continuous } of hours) {
    const begins = Date.parse(at);
    for (const day of new Set([dayOf(begins), dayOf(begins + LAST_OF_HOUR_MS)])) {
      const mark = marks.get(day) ?? { events: 0, unread: 0, continuous: false };
      marks.set(day, {
        events: mark.events + events,
        unread: mark.unread + unread,
        continuous: mark.continuous || continuous,
      });
    }
  }
  return marks;
}
