import { useSyncExternalStore } from 'react';

let keptAt: string | undefined;
const listeners = new Set<() => void>();

/** Learns from an answer whether the worker had kept it from an earlier visit, and from when it is; see `worker/kept.ts`. */
export function learnKept(headers: Headers): void {
  const at = headers.get('x-kept-at') ?? undefined;
  if (at === keptAt) return;
  keptAt = at;
  for (const changed of listeners) changed();
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}

/** When what is shown was read, where it is of an earlier visit. */
export const useKeptAt = (): string | undefined => useSyncExternalStore(subscribe, () => keptAt);
