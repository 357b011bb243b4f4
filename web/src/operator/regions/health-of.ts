import type { RegionHealth } from '@kaitong/contract';
import { isCertificateDoubtful } from './CertificateAlarm.tsx';
import { isClockWrong } from './ClockAlarm.tsx';
import { areKeysDoubtful } from './KeysAlarm.tsx';
import { unrepairedOf } from './Reconciled.tsx';

/** Where less is left than twice what uploads stop at, somebody makes room before they do. */
const NEARLY = 2;

export type Health =
  | 'silent'
  | 'full'
  | 'keysDoubtful'
  | 'footageDiffers'
  | 'clockOff'
  | 'certificateDoubtful'
  | 'nearlyFull'
  | 'behind'
  | 'well';

/** How a region is, by the worst that is up with it. */
export function healthOf(region: RegionHealth): Health {
  const { answers, pending, unreported, reconciled, clockSkewMs, storage, keys, certificate } = region;
  if (!answers) return 'silent';
  if (storage?.isFull) return 'full';
  if (areKeysDoubtful(keys)) return 'keysDoubtful';
  if (reconciled && unrepairedOf(reconciled) > 0) return 'footageDiffers';
  if (isClockWrong(clockSkewMs)) return 'clockOff';
  if (isCertificateDoubtful(certificate)) return 'certificateDoubtful';
  if (storage && storage.freeBytes < NEARLY * storage.leastFreeBytes) return 'nearlyFull';
  return pending > 0 || (unreported ?? 0) > 0 ? 'behind' : 'well';
}

/** What is behind catches up by itself; all else needs a hand. */
export const needsHand = (health: Health): boolean => health !== 'well' && health !== 'behind';
