import { safeName } from './safe-name.ts';
import { wallClock } from './wall-clock.ts';

/** When it was recorded: from a moment, or between two, told in somebody's time zone, or in UTC. */
export type Recorded = { from: Date; to?: Date; timeZone?: string | undefined };

/**
 * `Front door 2026-07-28 09.15.02–09.20.00.mp4`, in UTC with that word: names of cameras are anything that people type, file
 * names are not.
 */
export function fileNameOf(camera: string, { from, to, timeZone }: Recorded): string {
  const clock = wallClock(timeZone ?? 'UTC');
  const told = (at: Date) => {
    const { day, time } = clock(at);
    return { day, time: time.replaceAll('-', '.') };
  };
  const [begins, ends] = [told(from), to && told(to)];
  const until = ends && `–${ends.day === begins.day ? '' : `${ends.day} `}${ends.time}`;
  const utc = timeZone === undefined ? ' UTC' : '';
  return `${safeName(camera, 'camera')} ${begins.day} ${begins.time}${until ?? ''}${utc}.mp4`;
}

/** Where something is missing the name says it: whoever keeps the file as evidence has nothing else that would. */
export const withMissing = (fileName: string, missingMs: number): string =>
  missingMs > 0 ? fileName.replace(/\.mp4$/, ` (${missingSeconds(missingMs)} s missing).mp4`) : fileName;

export const missingSeconds = (missingMs: number): number => Math.max(1, Math.round(missingMs / 1000));
