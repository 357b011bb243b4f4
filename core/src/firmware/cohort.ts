/** Shares down to a hundredth of a per cent. */
const PLACES = 10_000;

/**
 * Where a device stands in the line of a release, 0 to 9,999: the same each time, spread evenly, and another line for each
 * release, so that it is not always the same owners who try first. FNV-1a with the finaliser of MurmurHash3, without which
 * ids that differ in their last letter stand beside each other.
 */
export function placeOf(releaseId: string, deviceId: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `${releaseId} ${deviceId}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % PLACES;
}

/** Whether a device belongs to the first so many per cent: whoever is in a share is in every larger one. */
export const isInCohort = (releaseId: string, deviceId: string, percent: number): boolean =>
  placeOf(releaseId, deviceId) < (percent * PLACES) / 100;
