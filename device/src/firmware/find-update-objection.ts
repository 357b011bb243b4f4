import { createPublicKey, verify } from 'node:crypto';
import { findObjection, type ManifestObjection, manifestText, type SignedManifest } from '@kaitong/contract';

/** What a camera knows of itself; its maker's keys (Ed25519, PEM) are in its firmware, so that nobody else can add one. */
export type UpdatedCamera = { pid: string; firmware: string; makerKeys: readonly string[] };

export type UpdateObjection = ManifestObjection | 'signature_wrong';

/**
 * Why a camera does not take an image, before it downloads any of it; `undefined`: nothing speaks against it. The signature is
 * looked at first: until then the fields are anybody's.
 */
export function findUpdateObjection(
  camera: UpdatedCamera,
  { manifest, signature }: SignedManifest,
): UpdateObjection | undefined {
  const signed = Buffer.from(manifestText(manifest));
  const isSigned = camera.makerKeys.some((key) => isSignedBy(key, signed, Buffer.from(signature, 'hex')));
  return isSigned ? findObjection(camera, manifest) : 'signature_wrong';
}

/** A key that cannot be read has signed nothing: it keeps no camera from an update that another one signed. */
function isSignedBy(key: string, signed: Buffer, signature: Buffer): boolean {
  try {
    return verify(null, signed, createPublicKey(key), signature);
  } catch {
    return false;
  }
}
