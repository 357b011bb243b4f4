/** A certificate with its chain and its private key, both in PEM. */
export type Pair = { cert: string; key: string };

/** What encrypts this server's lines cannot be used. `message` says what is wrong and what to do. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/** The oldest version that is spoken here, to people and to cameras. */
export const OLDEST_TLS = 'TLSv1.2';
