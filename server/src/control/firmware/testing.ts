import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { FirmwareManifest, manifestText, type SignedManifest } from '@kaitong/contract';

export type TestMaker = { publicKey: string; privateKey: KeyObject };

export function makeFirmwareKey(): TestMaker {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: String(publicKey.export({ format: 'pem', type: 'spki' })), privateKey };
}

export const hashOf = (image: Uint8Array): string => createHash('sha256').update(image).digest('hex');

export function signImage(
  { privateKey }: Pick<TestMaker, 'privateKey'>,
  { image, takesBack = null, ...of }: { pid: string; version: string; image: Uint8Array; takesBack?: string | null },
): SignedManifest {
  const manifest = FirmwareManifest.parse({ ...of, takesBack, bytes: image.length, sha256: hashOf(image) });
  return { manifest, signature: sign(null, Buffer.from(manifestText(manifest)), privateKey).toString('hex') };
}
