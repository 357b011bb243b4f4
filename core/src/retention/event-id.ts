import { EventId } from '@kaitong/contract';
import { type DayNumber, dayOf, type Time } from '../plans/calendar.ts';
import type { OpeningClass, RetentionClass } from './classes.ts';

/**
 * An event id is `ev`, one letter for its class, four digits to base 36 for the day on which it was recorded, and chance.
 * Whoever holds an id knows the partition: class by LIST, then day by RANGE; an event that is kept has moved from there, under
 * the same id. Letters are never given to another class.
 */
const LETTERS = {
  verification: 'v',
  conformance: 'k',
  event7: 'a',
  event15: 'b',
  event30: 'c',
  continuous7: 'd',
  continuous15: 'e',
  continuous30: 'f',
} as const satisfies Record<OpeningClass, string>;

const classes = new Map<string, OpeningClass>(
  Object.entries(LETTERS).map(([name, letter]) => [letter, name as OpeningClass]),
);

const DAY_DIGITS = 4;
/** How many random characters of [a-z0-9] an event id needs: 67 bits. */
export const EVENT_ID_CHANCE = 13;

/** Where an event stands. */
export type EventPlace = { retentionClass: RetentionClass; day: DayNumber };

/** `chance`: `EVENT_ID_CHANCE` random characters of [a-z0-9]. */
export function composeEventId(retentionClass: OpeningClass, recordedAt: Time, chance: string): EventId {
  const day = dayOf(recordedAt).toString(36).padStart(DAY_DIGITS, '0');
  return EventId.parse(`ev${LETTERS[retentionClass]}${day}${chance}`);
}

/** The place in which an event began, as its id names it; `undefined`: no class has that letter. */
export function readEventId(id: EventId): (EventPlace & { retentionClass: OpeningClass }) | undefined {
  const retentionClass = classes.get(id.charAt(2));
  if (!retentionClass) return undefined;
  return { retentionClass, day: Number.parseInt(id.slice(3, 3 + DAY_DIGITS), 36) };
}
