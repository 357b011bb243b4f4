import { createPrivateKey, type webcrypto as WebCrypto, webcrypto } from 'node:crypto';
import { days } from '@kaitong/contract';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { systemClock } from '../clock.ts';

/** A certificate of a maker's, with its key. */
export type Issued = { cert: string; key: string; der: Uint8Array; subject: string; keys: WebCrypto.CryptoKeyPair };

export type Wanted = {
  subject: string;
  /** Signs itself without one. */
  by?: Issued;
  isAuthority?: boolean;
  pathLength?: number;
  usages?: number;
  purposes?: string[];
  /** In days from now. */
  from?: number;
  until?: number;
  algorithm?: KeyAlgorithm;
  extensions?: Extension[];
};

type KeyAlgorithm = { name: string; hash: string; namedCurve?: string; modulusLength?: number };
const P256: KeyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
export const rsa = (modulusLength: number, hash = 'SHA-256'): KeyAlgorithm => ({
  ...{ name: 'RSASSA-PKCS1-v1_5', hash, modulusLength },
  ...{ publicExponent: new Uint8Array([1, 0, 1]) },
});

/** As a maker's own authority would issue it, or as it should not have. */
export async function issue(wanted: Wanted): Promise<Issued> {
  const { subject, by, isAuthority = false, algorithm = P256, from = -1, until = 300 } = wanted;
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as WebCrypto.CryptoKeyPair;
  const now = systemClock.now().getTime();
  const usages = wanted.usages ?? (isAuthority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature);
  const purposes = wanted.purposes ?? (isAuthority ? [] : [ExtendedKeyUsage.clientAuth]);
  const signer = by?.keys.privateKey ?? keys.privateKey;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: '01',
    subject,
    issuer: by?.subject ?? subject,
    notBefore: new Date(now + days(from)),
    notAfter: new Date(now + days(until)),
    publicKey: keys.publicKey,
    signingKey: signer,
    signingAlgorithm: { ...(signer.algorithm as KeyAlgorithm), hash: algorithm.hash },
    extensions: [
      new BasicConstraintsExtension(isAuthority, wanted.pathLength, true),
      new KeyUsagesExtension(usages, true),
      ...(purposes.length > 0 ? [new ExtendedKeyUsageExtension(purposes)] : []),
      ...(wanted.extensions ?? []),
    ],
  });
  const exported = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: exported, format: 'der', type: 'pkcs8' });
  return {
    cert: `${certificate.toString('pem')}\n`,
    key: String(key.export({ format: 'pem', type: 'pkcs8' })),
    der: new Uint8Array(certificate.rawData),
    subject,
    keys,
  };
}
