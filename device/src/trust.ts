import { X509Certificate } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { authorityPath, type Duration, seconds } from '@kaitong/contract';
import { Agent, fetch as fetchOver } from 'undici';
import type { UnitCertificate } from './device-options.ts';
import { done, failed, type Outcome } from './outcome.ts';
import type { Fetch } from './ports.ts';

/** A certificate has a kilobyte. */
const MOST_BYTES = 16 * 1024;
const ANSWER_LIMIT: Duration = seconds(15);

/** Whom a device trusts that was told of an authority: that one, and everybody whom it trusts anyway. */
export const trusted = (authority: string): string[] => [...getCACertificates('default'), authority];

/** From now on all of this program trusts this authority, beside everybody whom it trusts anyway. @throws for another text */
export function trustEverywhere(authority: string): void {
  setDefaultCACertificates(trusted(new X509Certificate(authority).toString()));
}

/** The way to a platform whose authority the device was told of; name and validity are checked as ever. */
export const fetchTrusting = (authority: string | undefined): Fetch =>
  authority === undefined ? globalThis.fetch : fetchWith({ ca: trusted(authority) });

/** The same, showing it to whoever asks. */
export const fetchShowing = (certificate: UnitCertificate, authority: string | undefined): Fetch =>
  fetchWith({ ...certificate, ...(authority === undefined ? {} : { ca: trusted(authority) }) });

/**
 * The certificate of the authority that a pairing code names, in PEM. Nothing is trusted on the way: what comes must be
 * what the code says, and the code came over the owner's phone.
 */
export async function askAuthority(url: string, fingerprint: string): Promise<Outcome<string>> {
  const address = new URL(authorityPath, url);
  let text: string;
  try {
    const answer = await fetchWith({ rejectUnauthorized: false })(address, {
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_LIMIT),
    });
    if (!answer.ok) return failed('unreachable', `${address} answered HTTP ${answer.status}.`, answer.status >= 500);
    text = await answer.text();
  } catch (error) {
    return failed('unreachable', `${address} does not answer: ${String(error)}`, true);
  }
  const certificate = text.length > MOST_BYTES ? undefined : parse(text);
  if (certificate?.fingerprint256.replaceAll(':', '').toLowerCase() !== fingerprint)
    return failed(
      'authority_wrong',
      `The certificate at ${address} is not the one that the pairing code names: somebody stands between, or the server has a new authority. Ask the owner for a new code.`,
    );
  // It alone: behind it others may stand, whom the code does not name.
  return done(certificate.toString());
}

function parse(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

/** Node's own fetch takes no authority for one call. */
function fetchWith(connect: Partial<UnitCertificate> & { ca?: string[]; rejectUnauthorized?: boolean }): Fetch {
  const dispatcher = new Agent({ connect, allowH2: false });
  const send = (input: string, init: object) => fetchOver(input, { ...init, dispatcher });
  return (async (input: string | URL, init: RequestInit = {}) => await send(String(input), init)) as unknown as Fetch;
}
