import { z } from 'zod';

/** SHA-256 of a certificate in DER. */
export const Fingerprint = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'SHA-256 as lower-case hex')
  .meta({ id: 'Fingerprint' });
export type Fingerprint = z.output<typeof Fingerprint>;

/** Where a server whose certificate is of its own making gives the certificate of its authority, to everybody, in PEM. */
export const authorityPath = '/ca.crt';
