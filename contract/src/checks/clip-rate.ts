import { z } from 'zod';

/**
 * By what it was decided how fast time runs in a clip, best first: the sound's sample clock, the ages that objects were
 * declared with, more footage than there was time for, and when objects came for which the device waited.
 */
export const RATE_EVIDENCE = ['sound', 'age', 'causality', 'arrival'] as const;
export const RateEvidence = z.enum(RATE_EVIDENCE);
export type RateEvidence = z.output<typeof RateEvidence>;

/** Evidence that bounds the rate and does not measure it: recording took at most so long. */
export const isBound = (by: RateEvidence): boolean => by === 'causality';

/** Why nothing decided it. Texts: `rate-texts.ts`. */
export const RATE_UNKNOWNS = [
  /** The time stamps are missing or jump: another finding says so. */
  'no_times',
  'too_short',
  /** Files at the desk: nobody saw them come, and there is no sound to compare them with. */
  'no_sound',
  /** There is sound, whose samples nobody counts here. */
  'sound_uncounted',
  /** There is sound, and too little of it and of the pictures. */
  'sound_short',
  /** Sound stops, or has holes. */
  'sound_uneven',
  /** Sound and pictures differ in one part only: one of them begins late or ends early. */
  'sound_apart',
  /** In an object too few parts show how much sound belongs to how much picture. */
  'sound_unplaced',
  /** The stamps of the sound are wrong themselves: another finding says so. */
  'sound_times',
  /** The sampling rate that the sound says may not be its own. */
  'sound_rate',
  /** One age, or two that a request held up on its way may have made wrong. */
  'age_alone',
  /** Arrivals or ages differ in one place only: a pause or a line that was held up, no clock. */
  'unsteady',
  /** The device never demonstrably waited for a segment: a line slower than the bitrate, or everything was there already. */
  'never_waited',
  /** The footage came long after it was recorded. */
  'came_late',
  'reconnected',
] as const;
export const RateUnknown = z.enum(RATE_UNKNOWNS);
export type RateUnknown = z.output<typeof RateUnknown>;

/** How fast time runs in a clip against the real world, as far as it could be judged. */
export const ClipRate = z
  .discriminatedUnion('is', [
    z.object({
      is: z.literal('judged'),
      by: RateEvidence,
      /** Seconds of real time per second of video: 1 is right, 2 plays twice as fast as it happened. Of a bound: at most. */
      rate: z.number().positive(),
      /** How far from 1 it may be and still count as right: 0.08 where the evidence is good. */
      within: z.number().positive(),
      /** Pictures a second by the time stamps; null for fewer than two pictures. */
      stampedFps: z.number().nullable(),
      /** Pictures that the camera delivered in a second of real time. Of a bound: at least. */
      deliveredFps: z.number().nullable(),
    }),
    z.object({ is: z.literal('not_judged'), because: RateUnknown }),
  ])
  .meta({ id: 'ClipRate' });
export type ClipRate = z.output<typeof ClipRate>;
