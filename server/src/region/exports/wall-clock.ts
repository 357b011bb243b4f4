/** `twice`: how far the clock is from UTC, told where it shows this time twice because it was put back. */
export type WallTime = { day: string; time: string; twice: string | undefined };
export type WallClock = (at: Date) => WallTime;

/** By how much clocks are put back: an hour, and half of one on Lord Howe Island. */
const PUT_BACK_MS = [1_800_000, 3_600_000];

/** Tells moments as the clocks of a time zone do, `2026-12-01` and `08-03-12`: no file name may have colons. */
export function wallClock(timeZone: string): WallClock {
  // Of the languages that write a date as it is sorted, this one also writes the time with digits alone.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => {
    const text = format.format(at);
    const [day = '', time = ''] = text.split(' ');
    const isTwice = PUT_BACK_MS.some((ms) => [-ms, ms].some((by) => format.format(at.getTime() + by) === text));
    return { day, time: time.replaceAll(':', '-'), twice: isTwice ? offsetOf(at, text) : undefined };
  };
}

function offsetOf(at: Date, text: string): string {
  const second = Math.floor(at.getTime() / 1000) * 1000;
  const minutes = Math.round((Date.parse(`${text.replace(' ', 'T')}Z`) - second) / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const ahead = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}.${two(ahead % 60)}`;
}
