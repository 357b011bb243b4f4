import type { KeyboardEvent } from 'react';
import { toggleFullscreen } from './fullscreen.ts';

export const SKIP_S = 5;

type Keys = {
  video: HTMLVideoElement | null;
  frame: HTMLElement | null;
  seconds: number;
  seek: (to: number) => void;
  toggle: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** Shortcuts as players everywhere have them. Where a key has a meaning of its own, it keeps it. */
export function onPlayerKey(event: KeyboardEvent, keys: Keys): void {
  const { target, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey || target instanceof HTMLSelectElement) return;
  const action = actionOf(event, keys);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionOf({ key, target }: KeyboardEvent, keys: Keys): (() => void) | undefined {
  const { video, frame, seconds, seek, toggle, onPrevious, onNext } = keys;
  if (!video) return undefined;
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case ' ':
      return target instanceof HTMLButtonElement ? undefined : toggle;
    case 'k':
      return toggle;
    case 'ArrowLeft':
      return () => seek(seconds - SKIP_S);
    case 'ArrowRight':
      return () => seek(seconds + SKIP_S);
    case 'm':
      return () => {
        video.muted = !video.muted;
      };
    case 'f':
      return () => void toggleFullscreen(frame, video);
    case 'n':
      return onNext;
    case 'p':
      return onPrevious;
    default:
      return undefined;
  }
}
