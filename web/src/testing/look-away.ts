import { vi } from 'vitest';

/** Somebody looks at another tab, and comes back when the returned function is called. */
export function lookAway(): () => void {
  const seen = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  return () => {
    seen.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
  };
}
