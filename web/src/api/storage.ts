import { STORAGE_FULL, STORAGE_HEADER } from '@kaitong/contract';
import { useSyncExternalStore } from 'react';

let isFull = false;
const listeners = new Set<() => void>();

/** Learns from an answer whether the platform can store anything. */
export function learnStorage(headers: Headers): void {
  const before = isFull;
  isFull = headers.get(STORAGE_HEADER) === STORAGE_FULL;
  if (isFull !== before) for (const changed of listeners) changed();
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}

/** As the last answer said it. */
export const useStorageFull = (): boolean => useSyncExternalStore(subscribe, () => isFull);
