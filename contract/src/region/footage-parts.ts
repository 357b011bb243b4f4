import { z } from 'zod';
import type { Duration } from '../durations.ts';
import { Instant } from '../ids.ts';
import { LANGUAGES } from '../languages.ts';
import { isTimeZone } from '../time-zones.ts';

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
const shareHours = z.int().min(1).max(168);
/** Digits that are told apart from the link. */
export const SharePin = z.string().regex(/^\d{4,8}$/);
/** How a link opens: with a PIN no player opens its address, only its page. */
export const shareFor = {
  hours: shareHours,
  pin: SharePin.optional(),
  /** Whether a chat that shows where a link leads may show a small picture; with a PIN none is shown. */
  picture: z.boolean().optional(),
  /** In which words, and by whose clock, a chat is told what it shows. */
  language: z.enum(LANGUAGES).optional(),
  timeZone: z.string().min(1).max(60).refine(isTimeZone).optional(),
};
export const shareChange = z.object({
  /** From now on. */
  hours: shareHours.optional(),
  /** Another, or none: what was opened by the one before ends. */
  pin: SharePin.nullable().optional(),
  picture: z.boolean().optional(),
  /** Of a link that paused after too many wrong PINs. */
  resume: z.literal(true).optional(),
});
