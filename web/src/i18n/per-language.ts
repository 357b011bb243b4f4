import type { Language } from '@kaitong/contract';
import { use } from 'react';
import { initialLanguage } from './language.ts';

/** Something that each language has of its own. Only that of the language shown is fetched. */
export type PerLanguage<T> = {
  /** In a component: it waits until it is there. */
  use(language: Language): T;
  /** Elsewhere: undefined until it has come. */
  find(language: Language): T | undefined;
  /** Settles when that of the language shown is there. */
  come(): Promise<unknown>;
};

/** With what React reads of a promise: what is there is rendered at once. */
type Coming<T> = Promise<T> & { status?: 'fulfilled'; value?: T };

const FORGET_AFTER_MS = 1000;

let wanted: Language | undefined;
const fetched: ((language: Language) => Promise<unknown>)[] = [];

/** The language shown now, or about to be. */
const wantedLanguage = (): Language => (wanted ??= initialLanguage());

/** Begins to fetch what the language shown needs; a language that is chosen later brings its own along. */
export function perLanguage<T>(load: Record<Language, () => Promise<T>>): PerLanguage<T> {
  const coming: Partial<Record<Language, Coming<T>>> = {};
  const fetch = (language: Language): Promise<T> => {
    const known = coming[language];
    if (known) return known;
    const promise: Coming<T> = load[language]().then((there) => {
      promise.status = 'fulfilled';
      promise.value = there;
      return there;
    });
    // What the network lost is asked for again by whoever needs it later. At once it would be the component that waited: it
    // has to meet the same promise again to learn that it failed.
    promise.catch(() => setTimeout(() => delete coming[language], FORGET_AFTER_MS));
    coming[language] = promise;
    return promise;
  };
  fetched.push(fetch);
  fetch(wantedLanguage()).catch(() => {});
  return {
    // Also where it is there: of a component that waited for it in `use`, React counts on meeting that again.
    use: (language) => use(fetch(language)),
    find: (language) => coming[language]?.value,
    come: () => fetch(wantedLanguage()),
  };
}

/**
 * Settles when everything that a page has of this language is there; wait for it before the first render.
 *
 * @returns whether it is still this language that is wanted
 */
export async function fetchLanguage(language: Language = wantedLanguage()): Promise<boolean> {
  wanted = language;
  await Promise.all(fetched.map((fetch) => fetch(language)));
  return wanted === language;
}
