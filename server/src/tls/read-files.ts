import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import { OLDEST_TLS, type Pair } from './pair.ts';

export type CertificateFiles = { cert: string; key: string };

/** What the two files hold, or one sentence on why it cannot be used. */
export function readFiles(files: CertificateFiles): Pair | { wrong: string } {
  const cert = readText(files.cert);
  if (typeof cert !== 'string') return { wrong: `KAITONG_TLS_CERT: ${files.cert} cannot be read (${cert.code}).` };
  const key = readText(files.key);
  if (typeof key !== 'string') return { wrong: `KAITONG_TLS_KEY: ${files.key} cannot be read (${key.code}).` };
  const certificate = attempt(() => new X509Certificate(cert));
  if (!certificate)
    return {
      wrong: `KAITONG_TLS_CERT: ${files.cert} holds no certificate in PEM; it should begin with -----BEGIN CERTIFICATE-----, the server's own first, then those that signed it.`,
    };
  const secret = attempt(() => createPrivateKey(key));
  if (!secret) return { wrong: `KAITONG_TLS_KEY: ${files.key} ${noKey(key)}` };
  return findMismatch(certificate, secret, files) ?? findFlaw({ cert, key }, secret, files) ?? { cert, key };
}

function findMismatch(
  certificate: X509Certificate,
  secret: KeyObject,
  files: CertificateFiles,
): { wrong: string } | undefined {
  if (!certificate.checkPrivateKey(secret))
    return {
      wrong: `The key in ${files.key} does not belong to the first certificate in ${files.cert}; give the two that were made together, the server's own certificate first.`,
    };
  if (certificate.ca)
    return {
      wrong: `The first certificate in ${files.cert} is an authority's; put the server's own first.`,
    };
  return undefined;
}

/** What a server would stumble over that presents it; a line that was begun and not ended it would only pass over. */
function findFlaw(pair: Pair, secret: KeyObject, files: CertificateFiles): { wrong: string } | undefined {
  const last = pair.cert.trimEnd().split('\n').at(-1) ?? '';
  if (last.startsWith('-') && !/^-----END [A-Z0-9 ]+-----\r?$/.test(last))
    return { wrong: damaged(files.cert, 'it is cut off') };
  try {
    createSecureContext({ ...pair, minVersion: OLDEST_TLS });
    return undefined;
  } catch (error) {
    const { code, message, reason = message } = error as Error & { code?: string; reason?: string };
    if (code !== 'ERR_SSL_EE_KEY_TOO_SMALL') return { wrong: damaged(files.cert, reason) };
    const { asymmetricKeyType, asymmetricKeyDetails } = secret;
    const kind = [asymmetricKeyType?.toUpperCase(), asymmetricKeyDetails?.modulusLength].filter(Boolean).join(' ');
    return {
      wrong: `KAITONG_TLS_CERT: the key of the certificate in ${files.cert} is too weak (${kind}) for any camera or browser; make one of RSA 2048 or EC P-256 at least.`,
    };
  }
}

const damaged = (file: string, how: string): string =>
  `KAITONG_TLS_CERT: a certificate in ${file} is damaged or not whole (${how}); write the file again, the server's own first, then those that signed it.`;

function noKey(text: string): string {
  if (/ENCRYPTED/.test(text)) return 'is protected by a passphrase, which nobody could type at a start; take it off.';
  return 'holds no private key in PEM; it should begin with -----BEGIN PRIVATE KEY-----.';
}

/** What is worth a warning: it does not keep the server from starting. */
export function findWorries({ cert }: Pair, host: string, now: number): string[] {
  const certificate = new X509Certificate(cert);
  const signer = secondOf(cert);
  const { validFromDate, validToDate, subjectAltName } = certificate;
  const isFor = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  return [
    ...(validToDate.getTime() <= now
      ? [`It ended on ${validToDate.toISOString()}: no camera and no browser takes it.`]
      : []),
    ...(validFromDate.getTime() > now ? [`It begins on ${validFromDate.toISOString()}.`] : []),
    ...(signer && !certificate.verify(signer.publicKey)
      ? ['The second certificate in the file did not sign the first: cameras find no way to a root.']
      : []),
    ...(isFor
      ? []
      : [`It is not for ${host}, but for ${subjectAltName ?? 'nobody'}: cameras that check names refuse it.`]),
  ];
}

function secondOf(cert: string): X509Certificate | undefined {
  const [, second] = cert.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return second === undefined ? undefined : new X509Certificate(second);
}

function readText(file: string): string | { code: string } {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return { code: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
