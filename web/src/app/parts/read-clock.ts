/** A time of day as it is written everywhere here: 22:30, and 22:30:05 where seconds matter. */
export type Precision = 'minute' | 'second';

const WHOLE = { minute: /^(\d\d):?(\d\d)$/, second: /^(\d\d):?(\d\d):?(\d\d)$/ };
/** With one digit for the hour, other marks between, and seconds or none. */
const LEFT = /^(\d{1,2})[:.]?(\d\d)(?:[:.]?(\d\d))?$/;

/** A time that needs no further digit. A phone's keys for numbers have no colon. */
export const readWholeClock = (text: string, precision: Precision): string | undefined =>
  write(WHOLE[precision].exec(text), precision);

/** The time that somebody meant who typed no more. Chinese keyboards write digits and colons of full width. */
export const readLeftClock = (text: string, precision: Precision): string | undefined =>
  write(LEFT.exec(text.normalize('NFKC').trim()), precision);

function write(match: RegExpExecArray | null, precision: Precision): string | undefined {
  if (!match) return undefined;
  const [hours, minutes, seconds] = [1, 2, 3].map((at) => Number(match[at] ?? 0));
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const parts = precision === 'second' ? [hours, minutes, seconds] : [hours, minutes];
  return parts.map((one) => String(one).padStart(2, '0')).join(':');
}

/** The part at a place of a written time, moved by one; after the last comes the first. */
export function stepClock(clock: string, place: number, by: 1 | -1): string {
  const at = Math.floor(place / 3);
  return clock
    .split(':')
    .map((part, index) => {
      if (index !== at) return part;
      const count = at === 0 ? 24 : 60;
      return String((Number(part) + by + count) % count).padStart(2, '0');
    })
    .join(':');
}
