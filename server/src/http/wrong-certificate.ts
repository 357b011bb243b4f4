import { days } from '@kaitong/contract';
import { systemClock } from '../clock.ts';
import { issueSelfSigned } from '../tls/issue.ts';
import type { Pair } from '../tls/pair.ts';

/** A name that no host can have (RFC 6761). */
const NAME = 'impostor.invalid';

/** A certificate that nobody can trust: it vouches for itself, and for a name that is not the server's. */
export const createWrongCertificate = async (): Promise<Pair> =>
  await issueSelfSigned([NAME], { from: systemClock.now().getTime(), length: days(365) });
