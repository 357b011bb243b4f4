import { z } from 'zod';
import { CertificatePayload, RevocationList } from '../certificate.ts';
import { ApplicationId } from '../ids.ts';
import { compactJws } from '../kit/jws.ts';
import { op } from '../kit/op.ts';

/** Public, and where they stay: verifiers have these addresses in their scripts. */
export const certificateKeysPath = '/.well-known/kaitong/certificate-keys.json';
export const revocationsPath = '/.well-known/kaitong/certificate-revocations.json';

export const certificates = {
  getCertificate: op({
    method: 'GET',
    path: '/api/v1/applications/:id/certificate',
    summary: 'The certificate as a compact JWS',
    caller: 'maker',
    params: z.object({ id: ApplicationId }),
    reply: z.object({ certificate: compactJws(CertificatePayload) }),
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
