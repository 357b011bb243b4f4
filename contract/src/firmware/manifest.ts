import { z } from 'zod';
import { FirmwareVersion, Pid } from '../ids.ts';

/** The flash of today's cameras holds 8 to 32 MiB; a longer image is a mistake. */
export const MOST_IMAGE_BYTES = 64 * 1024 * 1024;

/** What a maker signs of an image. The platform passes it on and cannot make one. */
export const FirmwareManifest = z
  .object({
    pid: Pid,
    version: FirmwareVersion,
    bytes: z.int().min(1).max(MOST_IMAGE_BYTES),
    /** Of the whole image, in lower-case hex. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** The version that this image takes back: only a camera that runs it takes the image, though it is older. null: an update. */
    takesBack: FirmwareVersion.nullable(),
  })
  .meta({ id: 'FirmwareManifest' });
export type FirmwareManifest = z.output<typeof FirmwareManifest>;

/** Ed25519 over `manifestText`, in lower-case hex. */
export const FirmwareSignature = z.string().regex(/^[0-9a-f]{128}$/);

/** What `kaitong firmware sign` writes beside an image. */
export const SignedManifest = z
  .object({ manifest: FirmwareManifest, signature: FirmwareSignature })
  .meta({ id: 'SignedManifest' });
export type SignedManifest = z.output<typeof SignedManifest>;

/**
 * The bytes that are signed, as text: six lines, each ended by a line feed. A camera puts them together from the fields it was
 * given, so nothing that it does not look at can be signed along, and it needs no parser of its own before the signature.
 */
export const manifestText = ({ pid, version, bytes, sha256, takesBack }: FirmwareManifest): string =>
  ['kaitong-firmware-v1', pid, version, bytes, sha256, takesBack ?? '-'].map((line) => `${line}\n`).join('');
