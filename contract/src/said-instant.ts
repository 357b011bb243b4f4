import { z } from 'zod';
import { minutes } from './durations.ts';

/** Parts of RFC 3339, section 5.6, `T` and `Z` in either case; seconds may be left out, as firmware has done. */
const DATE_TIME =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[Tt]((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d|60)(?:\.(\d{1,40}))?)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** The same moment in UTC with milliseconds; `undefined` for what is no moment. */
function readMoment(text: string): string | undefined {
  const [, date, time, second = '00', fraction = '', sign, offsetHours, offsetMinutes] = DATE_TIME.exec(text) ?? [];
  if (date === undefined || time === undefined || !isDay(date)) return undefined;
  const isLeap = second === '60';
  const milliseconds = isLeap ? '000' : fraction.padEnd(3, '0').slice(0, 3);
  const local = Date.parse(`${date}T${time}:${isLeap ? '00' : second}.${milliseconds}Z`);
  const offset = minutes(Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0));
  const moment = new Date(local - (sign === '-' ? -offset : offset));
  if (isLeap) {
    // The 61st second of a day in UTC, and of no other minute; clocks that know none show the next one.
    if (moment.getUTCHours() !== 23 || moment.getUTCMinutes() !== 59) return undefined;
    moment.setTime(moment.getTime() + minutes(1));
  }
  const year = moment.getUTCFullYear();
  return year >= 0 && year <= 9999 ? moment.toISOString() : undefined;
}

/** 31 February is none. */
const isDay = (date: string): boolean => new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);

/** A point in time as others say it: RFC 3339 with `Z` or an offset; read as an `Instant`. */
export const SaidInstant = z
  .string()
  .max(80)
  .refine((text) => readMoment(text) !== undefined, { error: '2026-01-31T16:00:00.000+08:00', abort: true })
  .overwrite((text) => readMoment(text) ?? text)
  .meta({ format: 'date-time' });
