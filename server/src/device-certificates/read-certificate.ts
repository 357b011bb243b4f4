import { X509Certificate } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as Parsed,
} from '@peculiar/x509';

/** A certificate of a unit or of an authority, read as far as it is judged here. */
export type Certificate = {
  x509: X509Certificate;
  /** All common names of its subject. */
  names: string[];
  isAuthority: boolean;
  /** Authorities that may stand below it. `undefined`: any number. */
  pathLength: number | undefined;
  /** Whether it may sign certificates (RFC 5280, 4.2.1.3). */
  maySign: boolean;
  /** Whether it may prove to a server who it is, or sign for those who do. */
  mayAuthenticate: boolean;
  /** It demands something that is not judged here, or says a thing twice. */
  isBeyondUs: boolean;
  isStrong: boolean;
};

/** What no unit's certificate comes near. */
const MOST_BYTES = 8192;
const KNOWN = new Set(['2.5.29.15', '2.5.29.17', '2.5.29.19', '2.5.29.37']); // usage, other names, constraints, purposes
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const HASHES = new Set(['SHA-256', 'SHA-384', 'SHA-512']);
/** More would cost more processor time than a stranger's call may. */
const RSA_BITS = { least: 2048, most: 8192 };

/** `undefined`: these bytes are no certificate, or more than one. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  if (der.length > MOST_BYTES) return undefined;
  try {
    const x509 = new X509Certificate(der);
    if (!x509.raw.equals(der)) return undefined;
    return describe(x509, new Parsed(Uint8Array.from(der)));
  } catch {
    return undefined;
  }
}

function describe(x509: X509Certificate, parsed: Parsed): Certificate {
  const { extensions } = parsed;
  const constraints = parsed.getExtension(BasicConstraintsExtension);
  const usages = parsed.getExtension(KeyUsagesExtension)?.usages;
  const purposes = parsed.getExtension(ExtendedKeyUsageExtension)?.usages;
  const isAuthority = constraints?.ca === true;
  const has = (flag: KeyUsageFlags): boolean => usages === undefined || (usages & flag) !== 0;
  return {
    x509,
    names: parsed.subjectName.getField('CN'),
    isAuthority,
    pathLength: constraints?.pathLength,
    maySign: isAuthority && has(KeyUsageFlags.keyCertSign),
    mayAuthenticate:
      (isAuthority || has(KeyUsageFlags.digitalSignature)) &&
      (purposes === undefined || purposes.includes(ExtendedKeyUsage.clientAuth)),
    isBeyondUs:
      new Set(extensions.map(({ type }) => type)).size !== extensions.length ||
      extensions.some(({ type, critical }) => critical && !KNOWN.has(type)),
    isStrong: isStrongKey(x509) && isStrongSignature(parsed),
  };
}

function isStrongKey({
  publicKey: { asymmetricKeyType: type, asymmetricKeyDetails: details },
}: X509Certificate): boolean {
  const { modulusLength = 0, namedCurve = '' } = details ?? {};
  if (type === 'rsa') return modulusLength >= RSA_BITS.least && modulusLength <= RSA_BITS.most;
  return type === 'ed25519' || (type === 'ec' && CURVES.has(namedCurve));
}

function isStrongSignature({ signatureAlgorithm }: Parsed): boolean {
  const { name, hash } = signatureAlgorithm as { name: string; hash?: { name: string } };
  return name === 'Ed25519' || (hash !== undefined && HASHES.has(hash.name));
}

/** The certificates of a text in PEM, in their order; `undefined` for anything else, or for more than `most`. */
export function readPem(text: string, most: number): Uint8Array[] | undefined {
  const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*/y;
  const trimmed = text.trim();
  const found: Uint8Array[] = [];
  while (BLOCK.lastIndex < trimmed.length) {
    const block = BLOCK.exec(trimmed);
    if (!block || found.length === most) return undefined;
    found.push(Buffer.from(block[1] ?? '', 'base64'));
  }
  return found.length > 0 ? found : undefined;
}
