import type { Language } from '@kaitong/contract';
import { useCallback, useSyncExternalStore } from 'react';
import type { Catalogue, SameTexts, Translate } from './catalogue.ts';
import { initialLanguage, rememberLanguage } from './language.ts';
import { fetchLanguage, type PerLanguage, perLanguage } from './per-language.ts';

// A page is one entry with one set of texts; what React shows follows `language`.
let catalogues: PerLanguage<Catalogue> | undefined;
let later: PerLanguage<Catalogue> | undefined;
let language: Language | undefined;
const listeners = new Set<() => void>();

function show(next: Language): void {
  language = next;
  if (typeof document !== 'undefined') document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

/** Starts an entry's texts. The zh-CN catalogue, written `as const`, gives the type that `en` must match. */
export function startTexts<C extends Catalogue>(load: {
  'zh-CN': () => Promise<C>;
  en: () => Promise<SameTexts<C>>;
}): void {
  catalogues = perLanguage<Catalogue>(load as Record<Language, () => Promise<Catalogue>>);
  show(shownLanguage());
}

/** The language shown now, for what is no component. */
export const shownLanguage = (): Language => (language ??= initialLanguage());

/** A text with its placeholders filled in. An unfilled placeholder and an unknown key stay visible: a test finds them. */
export function textAt(catalogue: Catalogue, key: string, params: Record<string, string | number> = {}): string {
  const text = findText(catalogue, key) ?? key;
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(params[name] ?? whole));
}

function findText(catalogue: Catalogue, key: string): string | undefined {
  let at: string | Catalogue | undefined = catalogue;
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
  return typeof at === 'string' ? at : undefined;
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const useShown = (): Language => useSyncExternalStore(subscribe, shownLanguage);

/** More texts of the entry, for pages that are fetched later: they wait for this. Asked again, it adds nothing. */
export async function addTexts(load: Record<Language, () => Promise<Catalogue>>): Promise<void> {
  later ??= perLanguage(load);
  await later.come();
}

/** The text function of the language shown; components that use it follow a switch. Each entry types it once. */
export function useTextOf<C extends Catalogue>(): Translate<C> {
  const shown = useShown();
  const first = catalogues?.use(shown) ?? EMPTY;
  const others = later?.find(shown) ?? EMPTY;
  return useCallback(
    (key: string, params?: Record<string, string | number>) =>
      // A group has texts in both: what a menu says of a page, and the page's own.
      textAt(findText(first, key) === undefined ? others : first, key, params),
    [first, others],
  ) as Translate<C>;
}

/** The same of a catalogue that some pages have beside their entry's. */
export function useTextIn<C extends Catalogue>(from: PerLanguage<Catalogue>): Translate<C> {
  const shown = useShown();
  const catalogue = from.use(shown);
  return useCallback(
    (key: string, params?: Record<string, string | number>) => textAt(catalogue, key, params),
    [catalogue],
  ) as Translate<C>;
}

const EMPTY: Catalogue = {};

/** The language shown, and how to switch it. */
export function useLanguage(): [Language, (language: Language) => void] {
  const change = useCallback((next: Language) => {
    rememberLanguage(next);
    // Without a network the page stays as it is; the next visit is in the language chosen.
    fetchLanguage(next).then(
      (isWanted) => {
        if (isWanted) show(next);
      },
      () => {},
    );
  }, []);
  return [useShown(), change];
}
