import type { Language } from '@kaitong/contract';

const two = (n: number) => String(n).padStart(2, '0');

/** A day in the reader's time zone: 2019-10-12. */
export function formatDate(instant: string): string {
  const d = new Date(instant);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}

/** A time in the reader's time zone: 2019-10-12 14:27:27. */
export function formatTime(instant: string): string {
  const d = new Date(instant);
  return `${formatDate(instant)} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** A time in every time zone, as devices log it: 2019-10-12 06:27:27 UTC. */
export const formatUtc = (instant: string): string =>
  `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const HOUR_MS = 3_600_000;

/** Under an hour ago: "12 minutes ago"; else the time itself. */
export function formatAge(instant: string, nowMs: number, language: Language): string {
  const ago = nowMs - Date.parse(instant);
  if (ago < 0 || ago >= HOUR_MS) return formatTime(instant);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  return ago < 60_000
    ? relative.format(-Math.floor(ago / 1000), 'second')
    : relative.format(-Math.floor(ago / 60_000), 'minute');
}

const LARGE = ['MB', 'GB', 'TB', 'PB'] as const;

/** Bytes as people read them: 900 B, 48 kB, 1.8 MB, 2.4 TB (powers of ten). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  const thousands = Math.min(Math.floor(Math.log10(bytes) / 3), LARGE.length + 1);
  return `${(bytes / 1000 ** thousands).toFixed(1)} ${LARGE[thousands - 2]}`;
}

/** A length of time in seconds, one decimal below ten: 0.7, 9.0, 42. */
export function formatSeconds(ms: number): string {
  const s = ms / 1000;
  return s < 9.95 ? s.toFixed(1) : String(Math.round(s));
}

/** Minutes after midnight as a clock shows them: 07:30. */
export const formatClock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
