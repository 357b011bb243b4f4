import { compareFirmware, type FirmwareManifest, type ReleaseClearance } from '@kaitong/contract';

/** Versions of a product: with which it is activated, which passed the extended test, which are offered to nobody any more. */
export type PassedFirmware = {
  verified: readonly string[];
  tested: readonly string[];
  halted: readonly string[];
};

/**
 * Why a release may go beyond its first share. What takes a halted version back need not wait: cameras that cannot upload
 * pass nothing, and their owners wait for it.
 */
export function clearanceOf(
  { version, takesBack }: Pick<FirmwareManifest, 'version' | 'takesBack'>,
  { verified, tested, halted }: PassedFirmware,
): ReleaseClearance | null {
  const isAmong = (versions: readonly string[], of: string) => versions.some((one) => compareFirmware(one, of) === 0);
  if (isAmong(verified, version)) return 'verified';
  if (isAmong(tested, version)) return 'tested';
  return takesBack !== null && isAmong(halted, takesBack) ? 'takes_back' : null;
}
