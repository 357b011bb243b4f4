import { z } from 'zod';
import { SignedManifest } from '../firmware/manifest.ts';
import { MOST_UPDATE_ATTEMPTS, ReleaseNotes, UpdateReport } from '../firmware/release.ts';
import { FirmwareVersion, Instant, ReleaseId } from '../ids.ts';
import { op } from '../kit/op.ts';

/** An image that a camera may install, and where it is for the next minutes: GET, with `Range` and `If-Range` where it goes on. */
export const FirmwareOffer = SignedManifest.extend({
  releaseId: ReleaseId,
  notes: ReleaseNotes,
  url: z.string(),
  expiresAt: Instant,
}).meta({ id: 'FirmwareOffer' });
export type FirmwareOffer = z.output<typeof FirmwareOffer>;

export const firmwareUpdates = {
  getFirmwareOffer: op({
    method: 'GET',
    path: '/device/v1/firmware',
    summary: 'The firmware that this device should install, if there is any',
    caller: 'device',
    query: z.object({ firmware: FirmwareVersion }),
    reply: z.object({ offer: FirmwareOffer.nullable() }),
  }),
  reportFirmware: op({
    method: 'POST',
    path: '/device/v1/firmware/reports',
    summary: 'Say how an update goes; repeated, late and in any order it comes to the same',
    caller: 'device',
    body: z.object({
      releaseId: ReleaseId,
      /** 1 for the first try of this release, then one more for each. */
      attempt: z.int().min(1).max(MOST_UPDATE_ATTEMPTS),
      report: UpdateReport,
      /** What runs now. */
      firmware: FirmwareVersion,
      /** Why it failed or was taken back: a short code, as `signature_wrong`. */
      reason: z
        .string()
        .regex(/^[a-z0-9_]{1,40}$/)
        .optional(),
    }),
    reply: z.object({}),
  }),
};
