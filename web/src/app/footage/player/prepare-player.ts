import type { Source } from './attach-media.ts';

/** The light build reads no H.265 from MPEG-TS. */
export const loadPlayer = (codec: Source['codec']) => (codec === 'h265' ? import('hls.js') : import('hls.js/light'));

/** Has the player of nearly all footage there before somebody chooses: whoever looks at events is about to. */
export function preparePlayer(): void {
  loadPlayer('h264').catch(() => {}); // loaded again, and complained of, when something plays
}
