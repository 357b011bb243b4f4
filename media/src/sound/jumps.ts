import type { SoundContext } from './context.ts';
import { JUMP_MS, type SoundBreak, type SoundTiming } from './sound-timing.ts';
import type { SoundTrack } from './sound-track.ts';

/**
 * Where sound jumps away from the pictures, instead of pausing while they go on: what comes behind the hole then ends
 * behind the last picture, by more than half of the hole. Voice detection makes pauses of any length.
 */
export function findJump(
  { stamps }: Pick<SoundTrack, 'stamps'>,
  { gaps, stepsBack }: Pick<SoundTiming, 'gaps' | 'stepsBack'>,
  { pictures }: Pick<SoundContext, 'pictures'>,
): SoundBreak | undefined {
  if (!pictures) return undefined;
  // Both are in the order of the stamps, and each is gone through once.
  let next = 0;
  for (const gap of gaps) {
    if (gap.ms <= JUMP_MS) continue;
    while (next < stepsBack.length && (stepsBack[next]?.index ?? 0) <= gap.index) next++;
    const last = stamps[(stepsBack[next]?.index ?? stamps.length) - 1];
    if (last && last.pts + last.ms - pictures.lastPts > gap.ms / 2) return gap;
  }
  return undefined;
}
