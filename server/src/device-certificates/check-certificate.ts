import type { CertificateFault } from '@kaitong/contract';
import { type Certificate, readCertificate } from './read-certificate.ts';

/** The unit's own, and what stands between it and the maker's authority: makers have one such level, sometimes two. */
export const MOST_SHOWN = 4;

type Path = [unit: Certificate, ...authorities: Certificate[]];

/**
 * What is wrong with what a unit showed, if anything is: its certificate first, then those of authorities in any order, each
 * in DER.
 *
 * @param authorities those that its product's maker registered, in DER
 * @param name of the unit, which the certificate has to have been made for
 */
export function checkCertificate(
  shown: readonly Uint8Array[],
  authorities: readonly Uint8Array[],
  name: string,
  now: Date,
): CertificateFault | undefined {
  if (shown.length === 0) return 'missing';
  if (shown.length > MOST_SHOWN) return 'malformed';
  const [unit, ...others] = shown.map(readCertificate);
  if (!unit || !others.every((one) => one !== undefined)) return 'malformed';
  const anchors = authorities.flatMap((der) => readCertificate(der) ?? []);
  const path = findPath(unit, others, anchors);
  if (path === undefined) return unit.isStrong ? 'unknown_authority' : 'weak';
  return findPathFault(path, now) ?? (unit.names.length === 1 && unit.names[0] === name ? undefined : 'name');
}

/** From the certificate to one of `anchors`. Keys that nobody should use verify nothing: their size is the stranger's choice. */
function findPath(from: Certificate, others: Certificate[], anchors: readonly Certificate[]): Path | undefined {
  if (!from.isStrong) return undefined;
  const anchor = anchors.find((one) => isSignedBy(from, one));
  if (anchor) return [from, anchor];
  for (const other of others) {
    if (!isSignedBy(from, other)) continue;
    const rest = others.filter((one) => one !== other);
    const above = findPath(other, rest, anchors);
    if (above) return [from, ...above];
  }
  return undefined;
}

const isSignedBy = ({ x509 }: Certificate, by: Certificate): boolean =>
  by.isStrong && x509.checkIssued(by.x509) && x509.verify(by.x509.publicKey);

/** RFC 5280, 6.1, as far as nothing is demanded that we do not know. */
function findPathFault([unit, ...authorities]: Path, now: Date): CertificateFault | undefined {
  const all = [unit, ...authorities];
  if (!all.every(({ x509 }) => x509.validFromDate <= now && now <= x509.validToDate)) return 'not_valid_now';
  if (unit.isAuthority || all.some(({ isBeyondUs, mayAuthenticate }) => isBeyondUs || !mayAuthenticate)) return 'usage';
  const mayStand = ({ maySign, pathLength }: Certificate, below: number): boolean =>
    maySign && (pathLength === undefined || pathLength >= below);
  return authorities.every(mayStand) ? undefined : 'usage';
}
