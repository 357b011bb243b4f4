import { useLayoutEffect } from 'react';

/**
 * Gives the focus back to what opened a dialogue that goes while it is open: another takes its place, or there is nothing
 * to wait for. A dialogue that takes its place finds it there, and gives it back in turn.
 */
export function useReturnFocus(): void {
  useLayoutEffect(() => {
    const opener = document.activeElement;
    return () => {
      const now = document.activeElement;
      const isLost = now === null || now === document.body || now.closest('[role=dialog]') !== null;
      if (isLost && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);
}
