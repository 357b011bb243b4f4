import { randomBytes, type webcrypto as WebCrypto, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { type Duration, days } from '@kaitong/contract';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Pair } from './pair.ts';

/** What every TLS library of cameras and phones knows. */
const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** Clocks of cameras are behind: what was made today is good since yesterday. */
const BEFORE = days(1);
const CRITICAL = true;

export type Validity = { from: number; length: Duration };

/** An authority that signs certificates of servers and nothing else. */
export async function makeAuthority(name: string, validity: Validity): Promise<Pair> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${name}`,
    ...span(validity),
    keys,
    signingAlgorithm: KEY,
    extensions: [
      new BasicConstraintsExtension(true, 0, CRITICAL),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, CRITICAL),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(certificate), key: await exportKey(keys.privateKey) };
}

/** A certificate for these host names and IP addresses, the first of which names it. */
export async function issueCertificate(authority: Pair, names: readonly string[], validity: Validity): Promise<Pair> {
  const keys = await makeKeys();
  const issuer = new X509Certificate(authority.cert);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${names[0] ?? ''}`,
    issuer: issuer.subject,
    ...span(validity),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: KEY,
    extensions: [
      new BasicConstraintsExtension(false, undefined, CRITICAL),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, CRITICAL),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map(generalName)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { cert: pem(certificate), key: await exportKey(keys.privateKey) };
}

/** A certificate that vouches for itself. */
export async function issueSelfSigned(names: readonly string[], validity: Validity): Promise<Pair> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${names[0] ?? ''}`,
    ...span(validity),
    keys,
    signingAlgorithm: KEY,
    extensions: [new SubjectAlternativeNameExtension(names.map(generalName))],
  });
  return { cert: pem(certificate), key: await exportKey(keys.privateKey) };
}

const makeKeys = async (): Promise<CryptoKeyPair> => await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
type CryptoKeyPair = WebCrypto.CryptoKeyPair;

const span = ({ from, length }: Validity) => ({
  notBefore: new Date(from - BEFORE),
  notAfter: new Date(from + length),
});

/** Positive, and at most 20 bytes (RFC 5280, 4.1.2.2). */
const serialNumber = (): string => `01${randomBytes(15).toString('hex')}`;

const generalName = (name: string): JsonGeneralName =>
  isIP(name) === 0 ? { type: 'dns', value: name } : { type: 'ip', value: name };

const pem = (certificate: X509Certificate): string => `${certificate.toString('pem').trim()}\n`;

async function exportKey(key: WebCrypto.CryptoKey): Promise<string> {
  const secret = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${secret.match(/.{1,64}/g)?.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

async function importKey(key: string): Promise<WebCrypto.CryptoKey> {
  const bytes = Buffer.from(key.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return await webcrypto.subtle.importKey('pkcs8', bytes, KEY, false, ['sign']);
}
