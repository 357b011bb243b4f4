import { createHash } from 'node:crypto';
import {
  type CertificatePayload,
  SUBMISSION_CERTIFICATE,
  SUBMISSION_MANIFEST,
  SUBMISSION_VERSION,
  SubmissionManifest,
} from '@kaitong/contract';
import { addressOfCertificate, verifyCertificate } from './certificate.ts';
import { type SignatureRefusal, type SignedKind, signDocument, verifyDocument } from './jws.ts';
import type { SigningKey } from './keys.ts';

const SUBMISSION: SignedKind<SubmissionManifest> = {
  typ: 'kaitong-submission',
  payload: SubmissionManifest,
  version: SUBMISSION_VERSION,
  maxCharacters: 64 * 1024,
};

/** Signs the manifest of a package. Throws on an invalid one. */
export const signSubmission = (manifest: SubmissionManifest, key: SigningKey): Promise<string> =>
  signDocument(SUBMISSION, manifest, key);

export type SubmissionRefusal =
  /** Of the manifest. */
  | SignatureRefusal
  /** The manifest names a file that is not there. */
  | 'file_missing'
  | 'file_changed'
  /** A file is there that the manifest does not name. */
  | 'file_unlisted'
  /** What lies there as the certificate does not verify, or is another one than the manifest says. */
  | 'certificate_wrong';

export type SubmissionCheck =
  | { ok: true; manifest: SubmissionManifest; certificate: CertificatePayload; kid: string }
  | { ok: false; reason: SubmissionRefusal; file?: string };

/**
 * Checks a package offline against published keys: who signed it, and that each of its files is there, unchanged, and no other.
 *
 * @param files all files of the archive with their bytes
 */
export async function verifySubmission(
  files: ReadonlyMap<string, Uint8Array>,
  keys: unknown,
): Promise<SubmissionCheck> {
  const signed = await verifyDocument(SUBMISSION, textOf(files.get(SUBMISSION_MANIFEST)), keys);
  if (!signed.ok) return signed;
  const { payload: manifest, kid } = signed;
  const listed = new Map(manifest.files.map((file) => [file.name, file]));
  for (const [name, { sha256, bytes }] of listed) {
    const found = files.get(name);
    if (!found) return { ok: false, reason: 'file_missing', file: name };
    if (found.length !== bytes || hashOf(found) !== sha256) return { ok: false, reason: 'file_changed', file: name };
  }
  for (const name of files.keys())
    if (name !== SUBMISSION_MANIFEST && !listed.has(name)) return { ok: false, reason: 'file_unlisted', file: name };
  const certificate = textOf(files.get(SUBMISSION_CERTIFICATE));
  const checked = await verifyCertificate(certificate, keys);
  const isThatOne =
    checked.ok &&
    addressOfCertificate(certificate) === manifest.certificateSha256 &&
    checked.payload.pid === manifest.pid &&
    checked.payload.applicationId === manifest.applicationId &&
    checked.payload.firmware === manifest.firmware.version;
  if (!isThatOne) return { ok: false, reason: 'certificate_wrong', file: SUBMISSION_CERTIFICATE };
  return { ok: true, manifest, certificate: checked.payload, kid };
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
