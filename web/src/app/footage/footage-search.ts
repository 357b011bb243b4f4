import { EVENT_TYPES, type RecordedEvent } from '@kaitong/contract';
import { type Day, isDay } from './day/days.ts';

/** What of a camera's footage is shown: a day, and in it an event or what follows a moment. */
export type FootageSearch = {
  day?: Day;
  event?: string;
  at?: number;
  type?: RecordedEvent['type'];
  unread?: true;
};

/** Reads an address as people may have changed it: what makes no sense is left out. */
export function readFootageSearch({ day, event, at, type, unread }: Record<string, unknown>): FootageSearch {
  const known = EVENT_TYPES.find((one) => one === type);
  return {
    ...(typeof day === 'string' && isDay(day) ? { day } : {}),
    ...(typeof event === 'string' && /^\w{1,40}$/.test(event) ? { event } : {}),
    ...(typeof at === 'number' && Number.isSafeInteger(at) && at > 0 ? { at } : {}),
    ...(known ? { type: known } : {}),
    ...(unread === true ? { unread } : {}),
  };
}
