import { createHash } from 'node:crypto';
import { CERTIFICATE_VERSION, CertificatePayload } from '@kaitong/contract';
import { type SignatureCheck, type SignatureRefusal, type SignedKind, signDocument, verifyDocument } from './jws.ts';
import type { SigningKey } from './keys.ts';

const CERTIFICATE: SignedKind<CertificatePayload> = {
  typ: 'kaitong-certificate',
  payload: CertificatePayload,
  version: CERTIFICATE_VERSION,
  maxCharacters: 512 * 1024,
};

export type CertificateRefusal = SignatureRefusal;
export type CertificateCheck = SignatureCheck<CertificatePayload>;

/** Signs a certificate. Throws on an invalid payload. */
export const signCertificate = (payload: CertificatePayload, key: SigningKey): Promise<string> =>
  signDocument(CERTIFICATE, payload, key);

/**
 * Checks a certificate offline against published keys: who signed it, and that nothing was changed. Whether it was
 * revoked since, only a revocation list or the platform can say.
 */
export const verifyCertificate = (certificate: string, keys: unknown): Promise<CertificateCheck> =>
  verifyDocument(CERTIFICATE, certificate, keys);

/**
 * By which its page is found: SHA-256 of the JWS, in hex. Whoever holds a certificate knows it, and nobody else, since nonce and
 * signature cannot be guessed.
 */
export const addressOfCertificate = (certificate: string): string =>
  createHash('sha256').update(certificate.trim()).digest('hex');
