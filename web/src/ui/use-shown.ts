import { useSyncExternalStore } from 'react';

/** Whether somebody can see the page: its tab is in front, in a window that is not minimised. */
export const useShown = (): boolean => useSyncExternalStore(watch, () => document.visibilityState === 'visible');

function watch(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}
