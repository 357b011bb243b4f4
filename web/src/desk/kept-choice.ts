import { useSyncExternalStore } from 'react';

/** One of a few ways to look at the pages, chosen by whoever uses this browser. */
type KeptChoice<T extends string> = {
  choose(option: T): void;
  /** In a component: what is chosen, in this tab or in another one. */
  use(): T;
};

/** Keeps a choice for the next visit. Where storage is blocked, it lasts until the page is closed. */
export function keepChoice<T extends string>(key: string, options: readonly [T, ...T[]]): KeptChoice<T> {
  const [usual] = options;
  const readStored = (): T => {
    try {
      const stored = localStorage.getItem(key);
      return options.find((option) => option === stored) ?? usual;
    } catch {
      return usual;
    }
  };
  let chosen = readStored();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const changed of listeners) changed();
  };
  globalThis.addEventListener?.('storage', (event) => {
    if (event.key !== key) return;
    chosen = readStored(); // another tab has chosen
    tell();
  });
  const subscribe = (changed: () => void): (() => void) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  };
  return {
    choose(option) {
      chosen = option;
      tell();
      try {
        localStorage.setItem(key, option);
      } catch {
        return;
      }
    },
    use: () => useSyncExternalStore(subscribe, () => chosen),
  };
}
