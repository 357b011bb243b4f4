import { days } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import { issueCertificate, makeAuthority } from './issue.ts';
import type { Pair } from './pair.ts';

/** A good certificate for this machine, by an authority that nobody knows. */
export async function makeLocalCertificate(): Promise<{ authority: Pair; pair: Pair }> {
  const validity = { from: systemClock.now().getTime(), length: days(1) };
  const authority = await makeAuthority('test', validity);
  return { authority, pair: await issueCertificate(authority, ['127.0.0.1', 'localhost'], validity) };
}
