import { type CertificatePayload, type CertificateRevocation, RevocationList } from '@kaitong/contract';
import { type SignatureCheck, type SignedKind, signDocument, verifyDocument } from './jws.ts';
import type { SigningKey } from './keys.ts';

/** A hundred thousand revocations, of which each takes about 150 characters. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

const REVOCATIONS: SignedKind<RevocationList> = {
  typ: 'kaitong-revocations',
  payload: RevocationList,
  version: 1,
  maxCharacters: MAX_CHARACTERS,
};

/** Signs a list, so that a copy of it is as good as the platform's own answer. Throws on an invalid list. */
export const signRevocations = (list: RevocationList, key: SigningKey): Promise<string> =>
  signDocument(REVOCATIONS, list, key);

export const verifyRevocations = (list: string, keys: unknown): Promise<SignatureCheck<RevocationList>> =>
  verifyDocument(REVOCATIONS, list, keys);

export type RevocationStatus =
  | { is: 'revoked'; revocation: CertificateRevocation }
  | { is: 'not_revoked'; asOf: string }
  /** Another platform's list, or one from before the certificate: it says nothing about it. */
  | { is: 'unknown'; reason: 'other_issuer' | 'list_older' };

/** What a list says about a certificate; both must have been verified. */
export function revocationStatus(certificate: CertificatePayload, list: RevocationList): RevocationStatus {
  if (list.issuer !== certificate.issuer) return { is: 'unknown', reason: 'other_issuer' };
  const revocation = list.revoked.find(({ applicationId }) => applicationId === certificate.applicationId);
  if (revocation) return { is: 'revoked', revocation };
  if (Date.parse(list.issuedAt) < Date.parse(certificate.issuedAt)) return { is: 'unknown', reason: 'list_older' };
  return { is: 'not_revoked', asOf: list.issuedAt };
}
