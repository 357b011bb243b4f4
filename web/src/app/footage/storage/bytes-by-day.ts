import type { app, Output } from '@kaitong/contract';
import { addDays, beginOf, type Day, dayOf, type Span } from '../day/days.ts';

type Hour = Output<typeof app.getCalendar>['hours'][number];
export type DayOfStorage = { day: Day; bytes: number };

/** No class keeps footage for longer than 30 days of UTC and the one on which it came: they reach into one more of the viewer's. */
const KEPT_DAYS = 31;
/** The server tells of so much at once. */
const LONGEST_MS = 32 * 86_400_000;

/** All days of which footage may be kept, in the viewer's time zone; where the clock is put back, an hour less. */
export const keptSpan = (today: Day): Span => {
  const to = beginOf(addDays(today, 1));
  const from = Math.max(beginOf(addDays(today, -KEPT_DAYS)).getTime(), to.getTime() - LONGEST_MS);
  return { from: new Date(from).toISOString(), to: to.toISOString() };
};

/** What the footage of each of the viewer's days takes, newest first; an hour counts for the day in which it begins. */
export function bytesByDay(hours: readonly Hour[]): DayOfStorage[] {
  const days = new Map<Day, number>();
  for (const { at, bytes } of hours) {
    const day = dayOf(at);
    days.set(day, (days.get(day) ?? 0) + bytes);
  }
  return [...days]
    .map(([day, bytes]) => ({ day, bytes }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => (a.day < b.day ? 1 : -1));
}

export const sumOf = (days: readonly { bytes: number }[]): number => days.reduce((sum, { bytes }) => sum + bytes, 0);
