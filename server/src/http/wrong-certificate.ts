import { days, type WrongCertificate } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import { issueCertificate, issueSelfSigned, makeAuthority } from '../tls/issue.ts';
import type { OwnAuthority } from '../tls/own-authority.ts';
import type { Pair } from '../tls/pair.ts';

/** A name that no host can have (RFC 6761). */
const NOBODY = 'impostor.invalid';
const LIFE = days(365);

/**
 * Certificates that a camera must refuse, each for one reason only. What is wrong with validity or name alone takes an
 * authority that cameras trust: without one of our own there are none of those.
 */
export async function createWrongCertificates(
  host: string,
  issue: OwnAuthority['issue'] | undefined,
): Promise<Map<WrongCertificate, Pair>> {
  const now = systemClock.now().getTime();
  const valid = { from: now, length: LIFE };
  const stranger = await makeAuthority('Nobody', valid);
  const made = new Map<WrongCertificate, Pair>([
    ['self-signed', await issueSelfSigned([host], valid)],
    ['unknown-authority', await issueCertificate(stranger, [host], valid)],
  ]);
  if (!issue) return made;
  made.set('expired', await issue([host], { from: now - days(60), length: days(30) }));
  made.set('wrong-name', await issue([NOBODY], valid));
  return made;
}
