/** When it was recorded: from a moment, or between two, told in somebody's time zone, or in UTC. */
export type Recorded = { from: Date; to?: Date; timeZone?: string | undefined };

/**
 * `Front door 2026-07-28 09.15.02–09.20.00.mp4`, in UTC with that word: names of cameras are anything that people type, file
 * names are not.
 */
export function fileNameOf(camera: string, { from, to, timeZone }: Recorded): string {
  const told = (at: Date) => tell(at, timeZone ?? 'UTC');
  const [begins, ends] = [told(from), to && told(to)];
  const until = ends && `–${ends.day === begins.day ? '' : `${ends.day} `}${ends.time}`;
  const safe = camera
    .replace(/[\s\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .trim()
    .replace(/^\.+/, '');
  return `${safe || 'camera'} ${begins.day} ${begins.time}${until ?? ''}${timeZone === undefined ? ' UTC' : ''}.mp4`;
}

/** Where something is missing the name says it: whoever keeps the file as evidence has nothing else that would. */
export const withMissing = (fileName: string, missingMs: number): string =>
  missingMs > 0
    ? fileName.replace(/\.mp4$/, ` (${Math.max(1, Math.round(missingMs / 1000))} s missing).mp4`)
    : fileName;

function tell(at: Date, timeZone: string): { day: string; time: string } {
  // Of the languages that write a date as it is sorted, this one also writes the time with digits alone.
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  const [day = '', time = ''] = text.split(' ');
  return { day, time: time.replaceAll(':', '.') };
}
