import type { Language } from '@kaitong/contract';
import { type TextsOfAllPages, textsOfAllPages } from '@kaitong/web/app-texts';

type Keys<C, Prefix extends string = ''> = {
  [K in keyof C & string]: C[K] extends string ? `${Prefix}${K}` : Keys<C[K], `${Prefix}${K}.`>;
}[keyof C & string];
export type Key = Keys<TextsOfAllPages>;

/** What the app says in a language: with its numbers and names where they are known, else as what fits it whatever they are. */
export type Words = {
  say(key: Key, params?: Record<string, string | number>): string;
  fitting(key: Key, params?: Record<string, string | number>): RegExp;
};

export function wordsOf(language: Language): Words {
  const find = (key: Key): string => {
    const found = key
      .split('.')
      .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], textsOfAllPages[language]);
    if (typeof found !== 'string') throw new Error(`there is no text ${key}`);
    return found;
  };
  const say: Words['say'] = (key, params = {}) =>
    find(key).replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(params[name] ?? whole));
  return {
    say,
    fitting: (key, params) =>
      new RegExp(
        say(key, params)
          .split(/\{\{\w+\}\}/)
          .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
          .join('.+'),
      ),
  };
}
