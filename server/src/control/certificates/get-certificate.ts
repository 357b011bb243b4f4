import type { certificates, Parsed, Refusal, Reply } from '@kaitong/contract';
import { certificatePagePath, refusal } from '@kaitong/contract';
import { addressOfCertificate, CertificateKey, publicKeySet } from '@kaitong/judge';
import type { MakerCaller } from '../../callers.ts';
import { findApplicationOf } from '../applications/find-application-of.ts';
import type { ControlContext } from '../context.ts';

/** The certificate of an approved application. One that was revoked is still given: it says what it said. */
export async function getCertificate(
  { db, publicUrl }: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof certificates.getCertificate>,
): Promise<Reply<typeof certificates.getCertificate> | Refusal> {
  const application = await findApplicationOf(db, caller, params.id);
  const certificate = application?.certificate;
  if (!certificate) return refusal('not_found');
  return { certificate, pageUrl: publicUrl + certificatePagePath(addressOfCertificate(certificate)) };
}

/** What certificates are checked with: all keys that ever signed, as a JWK set (RFC 7517). */
export async function getCertificateKeys({
  db,
}: ControlContext): Promise<Reply<typeof certificates.getCertificateKeys>> {
  const keys = await db.selectFrom('signing_key').select('public_jwk').orderBy('created_at').execute();
  return publicKeySet(keys.map((row) => CertificateKey.parse(row.public_jwk)));
}
