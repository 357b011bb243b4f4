import { z } from 'zod';
import { Instant } from './ids.ts';

/** A maker's own authority whose certificates prove units of a product at the token call. */
export const DeviceAuthority = z
  .object({
    /** SHA-256 of its certificate in DER: 64 hex digits in lower case. */
    fingerprint: z.string(),
    subject: z.string(),
    endsAt: Instant,
    addedAt: Instant,
  })
  .meta({ id: 'DeviceAuthority' });
export type DeviceAuthority = z.output<typeof DeviceAuthority>;

/** A root in PEM has one or two kilobytes. */
export const DeviceAuthorityPem = z.string().max(16_384);
/** As people paste it: lines are how it is shown, and texts of callers have one. */
export const PastedAuthority = DeviceAuthorityPem.overwrite((text) => text.replace(/\s+/g, ' '));
export const MOST_DEVICE_AUTHORITIES = 5;

/** Why an authority is not registered. */
export type DeviceAuthorityFault = 'private_key' | 'malformed' | 'weak' | 'not_authority' | 'usage' | 'not_valid_now';

/** Why a unit's certificate proves nothing. */
export type CertificateFault =
  | 'missing'
  | 'malformed'
  | 'weak'
  | 'unknown_authority'
  | 'not_valid_now'
  | 'usage'
  | 'name';
