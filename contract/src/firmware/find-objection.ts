import { compareFirmware } from './compare-firmware.ts';
import type { FirmwareManifest } from './manifest.ts';

/** Why an image is not for a camera: of another product, not newer than what runs, or taking back what does not run. */
export type ManifestObjection = 'other_product' | 'not_newer' | 'nothing_to_take_back';

/**
 * What speaks against this image on this camera; the platform asks it before it offers, and the camera before it believes. A
 * version that is taken back is named: a manifest of long ago cannot bring every later camera back to it.
 */
export function findObjection(
  camera: { pid: string; firmware: string },
  { pid, version, takesBack }: FirmwareManifest,
): ManifestObjection | undefined {
  if (pid !== camera.pid) return 'other_product';
  if (takesBack === null) return compareFirmware(version, camera.firmware) > 0 ? undefined : 'not_newer';
  const isThat = compareFirmware(takesBack, camera.firmware) === 0 && compareFirmware(version, takesBack) !== 0;
  return isThat ? undefined : 'nothing_to_take_back';
}
