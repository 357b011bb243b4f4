import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';

/** An Ed25519 public key as RFC 8037 writes it. */
export const CertificateKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/),
  kid: z.string().min(1).max(100),
});
export type CertificateKey = z.output<typeof CertificateKey>;

/** The private half: to be wrapped before it is stored. */
export type SigningKey = CertificateKey & { d: string };

/** Keys as they are published. Keys of other kinds may stand beside ours and are skipped. */
export const CertificateKeySet = z.object({ keys: z.array(z.unknown()) });
export type CertificateKeySet = z.output<typeof CertificateKeySet>;

/** A new key pair; the key id is its thumbprint (RFC 7638), so the same key has the same id everywhere. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk: JWK = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { ...CertificateKey.parse({ ...jwk, kid }), d: z.string().parse(jwk.d) };
}

/** What may be published of keys: never the private member. `use` and `alg` tell other programs' JWS libraries. */
export const publicKeySet = (
  keys: readonly CertificateKey[],
): { keys: (CertificateKey & { use: 'sig'; alg: 'EdDSA' })[] } => ({
  keys: keys.map((key) => ({ ...CertificateKey.parse(key), use: 'sig', alg: 'EdDSA' })),
});

export function findKey(set: CertificateKeySet, kid: string): CertificateKey | undefined {
  for (const candidate of set.keys) {
    const { success, data } = CertificateKey.safeParse(candidate);
    if (success && data.kid === kid) return data;
  }
  return undefined;
}
