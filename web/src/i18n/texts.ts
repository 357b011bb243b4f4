import type { Language } from '@kaitong/contract';
import { useCallback, useSyncExternalStore } from 'react';
import type { Catalogue, SameTexts, Translate } from './catalogue.ts';
import { initialLanguage, rememberLanguage } from './language.ts';

// A page is one entry with one set of texts; what React shows follows `language`.
let catalogues: Record<Language, Catalogue> = { 'zh-CN': {}, en: {} };
let language: Language = 'zh-CN';
const listeners = new Set<() => void>();

function show(next: Language): void {
  language = next;
  if (typeof document !== 'undefined') document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

/** Starts an entry's texts. The zh-CN catalogue, written `as const`, gives the type that `en` must match. */
export function startTexts<C extends Catalogue>(zhCN: C, en: SameTexts<C>): void {
  catalogues = { 'zh-CN': zhCN, en: en as Catalogue };
  show(initialLanguage());
}

/** The language shown now, for what is no component. */
export const shownLanguage = (): Language => language;

/** A text with its placeholders filled in. An unfilled placeholder and an unknown key stay visible: a test finds them. */
export function textAt(catalogue: Catalogue, key: string, params: Record<string, string | number> = {}): string {
  let at: string | Catalogue | undefined = catalogue;
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
  if (typeof at !== 'string') return key;
  return at.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(params[name] ?? whole));
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const useShown = (): Language => useSyncExternalStore(subscribe, () => language);

/** The text function of the language shown; components that use it follow a switch. Each entry types it once. */
export function useTextOf<C extends Catalogue>(): Translate<C> {
  const shown = useShown();
  return useCallback(
    (key: string, params?: Record<string, string | number>) => textAt(catalogues[shown], key, params),
    [shown],
  ) as Translate<C>;
}

/** The language shown, and how to switch it. */
export function useLanguage(): [Language, (language: Language) => void] {
  const change = useCallback((next: Language) => {
    rememberLanguage(next);
    show(next);
  }, []);
  return [useShown(), change];
}
