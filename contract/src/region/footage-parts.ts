import { z } from 'zod';
import type { Duration } from '../durations.ts';
import { Instant } from '../ids.ts';

/** Two moments, one after the other, that are not further apart than `longest`. */
export const isSpan =
  (longest: Duration) =>
  ({ from, to }: { from: string; to: string }): boolean => {
    const length = Date.parse(to) - Date.parse(from);
    return length > 0 && length <= longest;
  };
export const span = { from: Instant, to: Instant };

/** A short-lived address of a file. */
export const createdDownload = z.object({ url: z.string(), fileName: z.string(), expiresAt: Instant });
/** For how long a link opens. */
export const shareFor = { hours: z.int().min(1).max(168) };
