import { z } from 'zod';
import { CertificatePayload, RevocationList, RevocationReason } from '../certificate.ts';
import { ApplicationId, FirmwareVersion, Instant, Pid } from '../ids.ts';
import { compactJws } from '../kit/jws.ts';
import { op, page } from '../kit/op.ts';
import { LANGUAGES } from '../languages.ts';
import { ShownWaiver } from '../waiver.ts';

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
    /** What the operator waived for now, of its warnings or of its product's extended test; none where it does not count. */
    waivers: z.array(ShownWaiver.extend({ title: z.string() })),
    certificate: compactJws(CertificatePayload),
    /** Its product is among those that anybody finds, by this certificate. */
    isListed: z.boolean(),
  })
  .meta({ id: 'CertificatePage' });
export type CertificatePage = z.output<typeof CertificatePage>;

/** Products whose makers agreed to be found, for everybody. */
export const certifiedPath = '/certified';

const CertifiedProduct = z
  .object({
    productName: z.string(),
    companyName: z.string(),
    service: z.literal('video-cloud-storage'),
    firmware: FirmwareVersion,
    rules: z.int(),
    certifiedAt: Instant,
    listedAt: Instant,
    /** Of its newest certificate. */
    pageUrl: z.string(),
  })
  .meta({ id: 'CertifiedProduct' });
export type CertifiedProduct = z.output<typeof CertifiedProduct>;

/** Whether anybody finds a product, and what they read of it then. */
export const Listing = z
  .object({
    pid: Pid,
    /** Since when its maker agrees; null: it does not. */
    listedAt: Instant.nullable(),
    /** Why it is left out all the same. */
    leftOut: z.enum(['not_activated', 'demonstration', 'suspended', 'revoked', 'no_certificate']).nullable(),
    productName: z.string(),
    companyName: z.string(),
    /** Of all of them. */
    url: z.string(),
  })
  .meta({ id: 'Listing' });
export type Listing = z.output<typeof Listing>;

const product = z.object({ pid: Pid });

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
  getListing: op({
    method: 'GET',
    path: '/api/v1/products/:pid/listing',
    summary: 'Whether a product is among those that anybody finds, and what is read of it there',
    caller: 'maker',
    params: product,
    reply: Listing,
  }),
  putListing: op({
    method: 'PUT',
    path: '/api/v1/products/:pid/listing',
    summary: 'Agree that anybody finds a product with its company and newest certificate, or take it back at once',
    caller: 'maker',
    params: product,
    body: z.object({ isListed: z.boolean() }),
    reply: Listing,
  }),
  listCertified: op({
    method: 'GET',
    path: '/certified/json',
    summary:
      'Activated products whose makers agreed to be found, the newest first; by name, company or the beginning of a PID',
    caller: 'public',
    query: z.object({
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      search: z.string().trim().max(80).optional(),
    }),
    reply: page(CertifiedProduct),
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
