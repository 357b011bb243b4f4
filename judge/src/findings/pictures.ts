import { checks, type Finding, finding } from '@kaitong/contract/checks';
import type { JudgedObject } from '../clip-evidence.ts';

/** `picture.black` and `picture.no_motion` over all segments of the clip. */
export function checkPictures(objects: readonly JudgedObject[], waveAsked: boolean): Finding[] {
  let measured = 0;
  let black = 0;
  let motion = 0;
  for (const { decoded } of objects) {
    if (decoded?.is !== 'report') continue;
    const { pictures } = decoded.report;
    measured += pictures.measured;
    black += pictures.black;
    motion = Math.max(motion, pictures.motion.peak);
  }
  if (measured === 0) return [];
  const blackPercent = (black / measured) * 100;
  // A black picture does not move either; saying so would only hide the cause.
  if (blackPercent > checks['picture.black'].limit)
    return [finding('picture.black', { measured: Math.round(blackPercent) })];
  if (motion >= checks['picture.no_motion'].limit) return [];
  const severity = waveAsked ? 'error' : 'warning';
  return [finding('picture.no_motion', { severity, measured: Math.round(motion * 10) / 10 })];
}
