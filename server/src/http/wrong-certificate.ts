import { days, type WrongCertificate } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import { issueCertificate, issueSelfSigned, makeAuthority } from '../tls/issue.ts';
import type { OwnAuthority } from '../tls/own-authority.ts';
import type { Pair } from '../tls/pair.ts';

/** A name that no host can have (RFC 6761). */
const NOBODY = 'impostor.invalid';
const LIFE = days(365);

/** Those there are, in the order of their ports. */
export const wrongCertificates = (hasAuthority: boolean): WrongCertificate[] =>
  hasAuthority ? ['self-signed', 'unknown-authority', 'expired', 'wrong-name'] : ['self-signed', 'unknown-authority'];

/**
 * Certificates that a camera must refuse, each for one reason only. What is wrong with validity or name alone takes an
 * authority that cameras trust: without one of our own there are none of those.
 */
export async function createWrongCertificates(
  host: string,
  issue: OwnAuthority['issue'] | undefined,
): Promise<ReadonlyMap<WrongCertificate, Pair>> {
  const now = systemClock.now().getTime();
  const valid = { from: now, length: LIFE };
  const stranger = await makeAuthority('Nobody', valid);
  const make: Record<WrongCertificate, () => Promise<Pair> | undefined> = {
    'self-signed': () => issueSelfSigned([host], valid),
    'unknown-authority': () => issueCertificate(stranger, [host], valid),
    expired: () => issue?.([host], { from: now - days(60), length: days(30) }),
    'wrong-name': () => issue?.([NOBODY], valid),
  };
  const made = new Map<WrongCertificate, Pair>();
  for (const wrong of wrongCertificates(issue !== undefined)) {
    const pair = await make[wrong]();
    if (pair) made.set(wrong, pair);
  }
  return made;
}
