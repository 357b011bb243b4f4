import { canPlay } from './can-play.ts';

export type PlayedAs = 'as-recorded' | 'h264';

const KEY = 'kaitong.playback.codec';

/** How H.265 is played at this device: as it was the last time, else as the browser says that it can. */
export function playedHere(): PlayedAs {
  const kept = readKept();
  if (kept === 'h264' || !canPlay('h265')) return 'h264';
  return 'as-recorded';
}

/** Keeps it for the next recording. Where storage is blocked, it is found out each time. */
export function rememberPlayed(as: PlayedAs): void {
  try {
    localStorage.setItem(KEY, as);
  } catch {
    return;
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
