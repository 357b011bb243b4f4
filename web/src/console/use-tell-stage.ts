import { useEffect } from 'react';

/**
 * A stage that shows the console in a frame has a clock: it is told when somebody is signed in, begins and is done, and no more.
 * Whose frames we stand in is said by the policy that our pages come with, so whoever hears it may.
 */
export function useTellStage(step: 'signed-in' | 'adding' | 'activated'): void {
  useEffect(() => {
    if (window.parent !== window) window.parent.postMessage({ kaitong: step }, '*');
  }, [step]);
}
