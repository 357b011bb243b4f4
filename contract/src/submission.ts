import { z } from 'zod';
import { ItemVerdict } from './conformance/item.ts';
import { ApplicationId, ConformanceId, DeviceId, FirmwareVersion, Instant, Pid } from './ids.ts';
import { SampleKind } from './sample-kind.ts';
import { ShownWaiver } from './waiver.ts';

/** Rises when a field is added, removed or means something else. */
export const SUBMISSION_VERSION = 1;

/** Of some thousand components; longer ones are of whole distributions. */
export const MOST_SBOM_BYTES = 2 * 1024 * 1024;

/** The signed manifest stands first in the archive, and says what else does. */
export const SUBMISSION_MANIFEST = 'manifest.jws';
export const SUBMISSION_CERTIFICATE = 'certificate.jws';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 as lower-case hex');

/** A software bill of materials as its maker gave it: its format and version as it says them. */
export const SbomKind = z
  .strictObject({ format: z.enum(['cyclonedx', 'spdx']), version: z.string().min(1).max(40) })
  .meta({ id: 'SbomKind' });
export type SbomKind = z.output<typeof SbomKind>;

/**
 * What a submission package holds of an activated product, signed with the key of its certificates. It says nothing about when
 * it was made: of the same state it is the same.
 */
export const SubmissionManifest = z
  .strictObject({
    version: z.literal(SUBMISSION_VERSION),
    /** Public URL of the platform that signed. */
    issuer: z.url().max(200),
    pid: Pid,
    productName: z.string().max(200),
    /** The activation's, which the certificate is of. */
    applicationId: ApplicationId,
    /** Of its JWS: the address of its page. */
    certificateSha256: sha256,
    sample: SampleKind,
    firmware: z.strictObject({
      version: FirmwareVersion,
      /** As the sample reported it; null where it did not. */
      sha256: sha256.nullable(),
      /** The maker's signed release of this version; null where there is none at the platform. */
      release: z.strictObject({ sha256, bytes: z.int().min(1) }).nullable(),
    }),
    /** The newest one that was run whole with this firmware, by whoever made the package; null where there is none. */
    extendedTest: z
      .strictObject({ id: ConformanceId, deviceId: DeviceId, outcome: ItemVerdict, endedAt: Instant })
      .nullable(),
    /** What the operator waived when it was made; each says when it ends. */
    waivers: z.array(ShownWaiver).max(200),
    sbom: SbomKind.nullable(),
    /** Everything beside the manifest, by name. */
    files: z.array(z.strictObject({ name: z.string().min(1).max(100), bytes: z.int().min(0), sha256 })).max(30),
  })
  .meta({ id: 'SubmissionManifest' });
export type SubmissionManifest = z.output<typeof SubmissionManifest>;
