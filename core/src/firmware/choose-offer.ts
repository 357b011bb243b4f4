import { compareFirmware, type FirmwareManifest, findObjection } from '@kaitong/contract';
import { isInCohort } from './cohort.ts';
import type { UpdateStanding } from './join-report.ts';

export type OfferableRelease = { releaseId: string; manifest: FirmwareManifest; percent: number };

/** `tried`: what it said of releases that it was offered before. */
export type OfferedCamera = {
  deviceId: string;
  pid: string;
  firmware: string;
  tried: ReadonlyMap<string, UpdateStanding>;
};

/** A camera that fails so often fails again; its maker sees it among the failed. */
const MOST_TRIES = 3;

/**
 * Which release a camera is to have now. What takes its version back comes first; among updates, the newest. What the camera
 * took back by itself is not put on it again; nor is what another release takes back, or it would go to and fro between the two.
 */
export function chooseOffer<R extends OfferableRelease>(camera: OfferedCamera, releases: readonly R[]): R | undefined {
  const takenBack = releases.flatMap(({ manifest: { pid, takesBack } }) =>
    pid === camera.pid && takesBack !== null ? [takesBack] : [],
  );
  return releases
    .filter(
      ({ releaseId, manifest, percent }) =>
        findObjection(camera, manifest) === undefined &&
        !takenBack.some((version) => compareFirmware(version, manifest.version) === 0) &&
        isInCohort(releaseId, camera.deviceId, percent) &&
        isWorthTrying(camera.tried.get(releaseId)),
    )
    .sort(
      (a, b) =>
        Number(b.manifest.takesBack !== null) - Number(a.manifest.takesBack !== null) ||
        compareFirmware(b.manifest.version, a.manifest.version),
    )[0];
}

const isWorthTrying = (standing: UpdateStanding | undefined): boolean =>
  standing?.report !== 'rolled_back' && !(standing?.report === 'failed' && standing.attempt >= MOST_TRIES);
