import { z } from 'zod';
import { days, hours } from '../durations.ts';
import { DeviceId, Instant } from '../ids.ts';
import { op } from '../kit/op.ts';
import { isTimeZone } from '../time-zones.ts';
import { Share } from './footage.ts';
import { createdDownload, isSpan, shareFor, span } from './footage-parts.ts';

/** What is read twice before its last byte is sent: as much as people wait for. */
export const LONGEST_CUT = hours(1);
export const MOST_CUT_BYTES = 2_000_000_000;

/** What there is between two moments, before it is cut. */
export const Cut = z
  .object({
    /** How much was recorded of it, gaps taken away. */
    durationMs: z.int(),
    /** About how large its file will be. */
    bytes: z.int(),
    /** Where nothing was recorded, or nothing came; the first of them, and how many there are. */
    gaps: z.array(z.object({ from: Instant, to: Instant })),
    gapCount: z.int(),
    /** What a link shows: it begins and ends with whole segments. Null where a link can show none of it. */
    link: z.object({ from: Instant, to: Instant }).nullable(),
  })
  .meta({ id: 'Cut' });

const deviceId = z.object({ deviceId: DeviceId });
/** Longer ones are refused with a code that says what to do. */
const anySpan = isSpan(days(32));

/** What lies between two moments, whatever recordings it is in, as a file or by a link. */
export const cuts = {
  getCut: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/cut',
    summary: 'How long and how large what was recorded between two moments is, an hour and 2 GB at most, and its gaps',
    caller: 'owner',
    params: deviceId,
    query: z.object(span).refine(anySpan),
    reply: Cut,
  }),
  createCutDownload: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/downloads',
    summary:
      'A short-lived address of what was recorded between two moments as one MP4 file, cut to the picture, gaps left out; read by ranges of bytes',
    caller: 'owner',
    params: deviceId,
    body: z
      .object({
        ...span,
        /** In whose time the file is named: UTC where nothing is said. */
        timeZone: z.string().min(1).max(60).refine(isTimeZone).optional(),
      })
      .refine(anySpan),
    reply: createdDownload,
    status: 201,
  }),
  createCutShare: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/shares',
    summary: 'A link that plays what was recorded between two moments, by whole segments, for whoever has it',
    caller: 'owner',
    params: deviceId,
    body: z.object({ ...span, ...shareFor }).refine(anySpan),
    reply: Share,
    status: 201,
  }),
};
