import { CertificatePayload } from '@kaitong/contract';

/** What a certificate of our own says. We signed it ourselves, so it is read without checking the signature. */
export const readPayload = (certificate: string): CertificatePayload =>
  CertificatePayload.parse(JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString()));
