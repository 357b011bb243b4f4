import type { Source } from './attach-media.ts';

/** The light build reads no H.265 from MPEG-TS. */
export const loadPlayer = (codec: Source['codec']) => (codec === 'h265' ? import('hls.js') : import('hls.js/light'));

/** What is around the picture. */
export const loadWatch = () => import('./Watch.tsx');

/** Has all there that plays nearly all footage, before somebody chooses: whoever looks at events is about to. */
export function preparePlayer(): void {
  // Loaded again, and complained of, when something plays.
  for (const part of [loadWatch(), loadPlayer('h264')]) part.catch(() => {});
}
