import { useLayoutEffect, useSyncExternalStore } from 'react';
import { colourSheet } from '../ui/tokens.ts';
import { useMedia } from '../ui/use-media.ts';

/** `system`: light or dark as the machine is. */
export const SCHEMES = ['system', 'light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

const KEY = 'kaitong.scheme';

let chosen = readStored();
const listeners = new Set<() => void>();

/** Keeps the choice for the next visit. Where storage is blocked, it lasts until the page is closed. */
export function chooseScheme(scheme: Scheme): void {
  chosen = scheme;
  for (const changed of listeners) changed();
  try {
    localStorage.setItem(KEY, scheme);
  } catch {
    return;
  }
}

export const useScheme = (): Scheme => useSyncExternalStore(subscribe, () => chosen);

/** Whether the pages are dark now. What was chosen stands in place of the machine's colours for as long as this is used. */
export function useDark(): boolean {
  const scheme = useScheme();
  const isMachineDark = useMedia('(prefers-color-scheme: dark)');
  const isDark = scheme === 'system' ? isMachineDark : scheme === 'dark';
  useLayoutEffect(() => {
    if (scheme === 'system') return;
    const style = document.createElement('style');
    style.textContent = colourSheet(isDark);
    document.head.append(style);
    return () => style.remove();
  }, [scheme, isDark]);
  return isDark;
}

function subscribe(changed: () => void): () => void {
  const onStorage = ({ key }: StorageEvent): void => {
    if (key !== KEY) return;
    chosen = readStored(); // another tab has chosen
    changed();
  };
  listeners.add(changed);
  addEventListener('storage', onStorage);
  return () => {
    listeners.delete(changed);
    removeEventListener('storage', onStorage);
  };
}

function readStored(): Scheme {
  try {
    const stored = localStorage.getItem(KEY);
    return SCHEMES.find((scheme) => scheme === stored) ?? 'system';
  } catch {
    return 'system';
  }
}
