import { z } from 'zod';
import { CertificatePayload, RevocationList, RevocationReason } from '../certificate.ts';
import { ApplicationId, Instant } from '../ids.ts';
import { compactJws } from '../kit/jws.ts';
import { op } from '../kit/op.ts';
import { LANGUAGES } from '../languages.ts';

/** Public, and where they stay: verifiers have these addresses in their scripts. */
export const certificateKeysPath = '/.well-known/kaitong/certificate-keys.json';
export const revocationsPath = '/.well-known/kaitong/certificate-revocations.json';

/** The page of a certificate; its JSON and the certificate itself lie below. @param address SHA-256 of its JWS, in hex */
export const certificatePagePath = (address: string): string => `/certificates/${address}`;

/** The file beside it. */
export const certificateFilePath = (address: string): string => `${certificatePagePath(address)}/certificate.jws`;

/** What anybody reads who holds a certificate's address: what it says, and whether it counts today. */
export const CertificatePage = z
  .object({
    /** `replaced`: it was not revoked, and a newer one of the product exists. */
    standing: z.enum(['valid', 'replaced', 'revoked']),
    asOf: Instant,
    revoked: z.object({ at: Instant, reason: RevocationReason }).nullable(),
    /** When the newest certificate of the product was issued, where that is another one. */
    newerIssuedAt: Instant.nullable(),
    productName: z.string().nullable(),
    /** What the certificate says, whose schema has its words. */
    says: CertificatePayload,
    /** What was shown, as far as it is still known. */
    shown: z.object({
      segments: z.int(),
      bytes: z.int(),
      durationMs: z.int().nullable(),
      pictures: z.array(z.object({ codec: z.string(), width: z.int().nullable(), height: z.int().nullable() })),
    }),
    /** Its warnings in words. */
    warnings: z.array(z.object({ code: z.string(), title: z.string(), sentence: z.string() })),
    certificate: compactJws(CertificatePayload),
  })
  .meta({ id: 'CertificatePage' });
export type CertificatePage = z.output<typeof CertificatePage>;

export const certificates = {
  getCertificate: op({
    method: 'GET',
    path: '/api/v1/applications/:id/certificate',
    summary: 'The certificate as a compact JWS',
    caller: 'maker',
    params: z.object({ id: ApplicationId }),
    reply: z.object({
      certificate: compactJws(CertificatePayload),
      /** Its page, for whoever is given this address. */
      pageUrl: z.string(),
    }),
  }),
  getCertificatePage: op({
    method: 'GET',
    path: '/certificates/:address/json',
    summary:
      'What a certificate says and whether it counts today, for whoever knows it; its address is the SHA-256 of its JWS',
    caller: 'public',
    params: z.object({ address: z.string().max(100) }),
    query: z.object({ lang: z.enum(LANGUAGES).optional() }),
    reply: CertificatePage,
  }),
  getCertificateKeys: op({
    method: 'GET',
    path: certificateKeysPath,
    summary: 'Public keys of the certificates (JWK set): all that ever signed',
    caller: 'public',
    reply: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  }),
  getCertificateRevocations: op({
    method: 'GET',
    path: revocationsPath,
    summary: 'Certificates that no longer count, as a compact JWS of a `RevocationList`',
    caller: 'public',
    reply: z.object({ revocations: compactJws(RevocationList) }),
  }),
  rotateCertificateKey: op({
    method: 'POST',
    path: '/api/v1/certificate-keys',
    summary: 'Sign with a new key from now on; the private half of the old one is destroyed, its certificates go on',
    caller: 'operator',
    reply: z.object({ kid: z.string() }),
    status: 201,
  }),
};
