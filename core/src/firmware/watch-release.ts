import type { UploadTally } from '@kaitong/contract';

/** Fewer updated units than this may all have had a bad day. */
export const UNITS_TO_JUDGE = 30;
/** Points of a hundred that updated units may be worse than the others. */
export const POINTS_BELOW = 5;

/** In per cent; `undefined`: nothing was opened. */
export const uploadSuccess = ({ opened, arrived }: UploadTally): number | undefined =>
  opened === 0 ? undefined : (100 * arrived) / opened;

/** Whether a release is to be halted: the uploads of those that run it are so much worse than those of the others. */
export function breaksUploads(updated: UploadTally, others: UploadTally): boolean {
  if (updated.units < UNITS_TO_JUDGE || updated.opened === 0 || others.opened === 0) return false;
  // Whole numbers: 90 % against 95 % is five points below, whatever the division says.
  const [lost, allowed] = [others.arrived * updated.opened - updated.arrived * others.opened, POINTS_BELOW];
  return 100 * lost >= allowed * updated.opened * others.opened;
}
