import { z } from 'zod';
import { CheckCodeSchema } from './checks/index.ts';
import { ApplicationId, DeviceId, FirmwareVersion, Instant, Pid } from './ids.ts';
import { SampleKind } from './sample-kind.ts';

/** Rises when a field is added, removed or means something else. */
export const CERTIFICATE_VERSION = 2;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 as lower-case hex');

/**
 * What a certificate says: a licensed device of this product, with this firmware, uploaded these bytes in answer to
 * this application, and they passed these rules. It says nothing about what the pictures show.
 */
export const CertificatePayload = z
  .strictObject({
    version: z.literal([1, CERTIFICATE_VERSION]),
    /** Public URL of the platform that signed. */
    issuer: z.url().max(200),
    applicationId: ApplicationId,
    pid: Pid,
    deviceId: DeviceId,
    /** What was paired. Version 1 does not say: it knew hardware only. */
    sample: SampleKind.optional(),
    /** The device's pairing; a later one is another owner's. */
    pairedAt: Instant,
    firmware: FirmwareVersion,
    /** SHA-256 of the firmware image, where the device reports one. */
    firmwareSha256: sha256.optional(),
    /** Of the run: it makes footage that was recorded before worthless. */
    nonce: z.string().min(1).max(200),
    /** The bytes as uploaded, in the order of their numbers. */
    objects: z
      .array(
        z.strictObject({
          n: z.int().min(0),
          kind: z.enum(['init', 'segment', 'snapshot']),
          bytes: z.int().min(0),
          sha256,
        }),
      )
      .min(1)
      .max(1000),
    /** Version of the checks, and what decoded. */
    rules: z.int().min(1),
    level2: z.enum(['node-av', 'ffmpeg']),
    /** What was found; a certificate is only given where all of it are warnings. */
    warnings: z
      .array(
        z.strictObject({
          code: CheckCodeSchema,
          measured: z.union([z.number(), z.string().max(500), z.null()]),
          object: z.int().nullable(),
        }),
      )
      .max(100),
    judgedAt: Instant,
    issuedAt: Instant,
  })
  .meta({ id: 'CertificatePayload' });
export type CertificatePayload = z.output<typeof CertificatePayload>;

/** Why a certificate no longer counts: a revocation is never taken back, a new verification gives a new certificate. */
export const RevocationReason = z.enum(['activation_undone', 'activation_suspended']);
export type RevocationReason = z.output<typeof RevocationReason>;

export const CertificateRevocation = z
  .strictObject({ applicationId: ApplicationId, revokedAt: Instant, reason: RevocationReason })
  .meta({ id: 'CertificateRevocation' });
export type CertificateRevocation = z.output<typeof CertificateRevocation>;

/** All certificates that a platform has revoked, in the order of their application ids. It knows nothing after `issuedAt`. */
export const RevocationList = z
  .strictObject({
    version: z.literal(1),
    issuer: z.url().max(200),
    issuedAt: Instant,
    revoked: z.array(CertificateRevocation),
  })
  .meta({ id: 'RevocationList' });
export type RevocationList = z.output<typeof RevocationList>;
