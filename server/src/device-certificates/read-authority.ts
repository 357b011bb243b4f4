import type { DeviceAuthorityFault } from '@kaitong/contract';
import { readCertificate, readPem } from './read-certificate.ts';

/** What a maker registers, as it is kept. */
export type ReadAuthority = { fingerprint: string; subject: string; endsAt: Date; pem: string };

/** An authority that may vouch for units, or why this one may not. */
export function readAuthority(text: string, now: Date): ReadAuthority | DeviceAuthorityFault {
  if (text.includes('PRIVATE KEY')) return 'private_key';
  const [der] = readPem(text, 1) ?? [];
  const read = der && readCertificate(der);
  if (!read) return 'malformed';
  const { x509, isStrong, maySign, mayAuthenticate, isBeyondUs } = read;
  if (!isStrong) return 'weak';
  if (!maySign) return 'not_authority';
  if (!mayAuthenticate || isBeyondUs) return 'usage';
  if (x509.validFromDate > now || now > x509.validToDate) return 'not_valid_now';
  return {
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: x509.subject.replaceAll('\n', ', '),
    endsAt: x509.validToDate,
    pem: x509.toString(),
  };
}
