/** A day as its viewer counts it, in the viewer's own time zone: 2026-07-28. */
export type Day = string;
/** 2026-07 */
export type Month = string;
export type Span = { from: string; to: string };

const two = (n: number) => String(n).padStart(2, '0');

export const dayOf = (at: Date | string | number): Day => {
  const d = new Date(at);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
};

const parts = (text: string): [year: number, month: number, day: number] => {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  return [year, month, day];
};

/** Whether a text that stood in an address names a day of the calendar. */
export const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && dayOf(beginOf(text)) === text;

/** A day's first moment: midnight, or what comes after it where the clock is put forward then. */
export const beginOf = (day: Day): Date => {
  const [year, month, date] = parts(day);
  return new Date(year, month - 1, date);
};

export const addDays = (day: Day, count: number): Day => {
  const [year, month, date] = parts(day);
  return dayOf(new Date(year, month - 1, date + count, 12));
};

/** From midnight to midnight: 23 or 25 hours where the clock is changed. */
export const spanOfDay = (day: Day): Span => ({
  from: beginOf(day).toISOString(),
  to: beginOf(addDays(day, 1)).toISOString(),
});

export const monthOf = (day: Day): Month => day.slice(0, 7);

export const addMonths = (month: Month, count: number): Month => {
  const [year, number] = parts(month);
  return monthOf(dayOf(new Date(year, number - 1 + count, 1, 12)));
};

export const spanOfMonth = (month: Month): Span => ({
  from: beginOf(`${month}-01`).toISOString(),
  to: beginOf(`${addMonths(month, 1)}-01`).toISOString(),
});

/** A month's days by weeks that begin on Monday; places before its first day and after its last are undefined. */
export function weeksOf(month: Month): (Day | undefined)[][] {
  const before = (beginOf(`${month}-01`).getDay() + 6) % 7;
  const places: (Day | undefined)[] = Array.from({ length: before });
  for (let day: Day = `${month}-01`; monthOf(day) === month; day = addDays(day, 1)) places.push(day);
  while (places.length % 7 !== 0) places.push(undefined);
  return Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7));
}

/** A time of day in the viewer's time zone: 14:03:07. */
export const clockOf = (at: Date | string | number): string => {
  const d = new Date(at);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
};

/** A position or a length in footage: 0:07, 4:59, 1:02:03. */
export function lengthOf(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
