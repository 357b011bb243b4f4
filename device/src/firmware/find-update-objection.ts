import { findObjection, type ManifestObjection, manifestText, type SignedManifest } from '@kaitong/contract';
import { isSignedBy } from '#platform';
import { bytesOf } from '../bytes.ts';

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
  const signed = new TextEncoder().encode(manifestText(manifest));
  // A key that cannot be read keeps no camera from an update that another one signed.
  const isSigned = camera.makerKeys.some((key) => isSignedBy(key, signed, bytesOf(signature)));
  return isSigned ? findObjection(camera, manifest) : 'signature_wrong';
}
