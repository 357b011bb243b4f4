import type { Language } from '../languages.ts';

/** What a repair has changed, by codes: what is gone, what is new, and how many are left with those. */
type Change = { gone: readonly string[]; added: readonly string[]; left: number };

const changes: Record<Language, Record<'gone' | 'added' | 'left' | 'same' | 'none' | 'between', string>> = {
  'zh-CN': {
    gone: '{codes} 已消失',
    added: '新出现 {codes}',
    left: '还剩 {n} 项',
    same: '没有变化，还剩 {n} 项',
    none: '没有问题了',
    between: '，',
  },
  en: {
    gone: '{codes} gone',
    added: '{codes} new',
    left: '{n} left',
    same: 'nothing changed, {n} left',
    none: 'nothing left',
    between: ', ',
  },
};

/** As a line: "video.first_not_key gone, 1 left". */
export function changeText({ gone, added, left }: Change, language: Language): string {
  const words = changes[language];
  const list = (codes: readonly string[]): string => codes.join(language === 'en' ? ', ' : '、');
  const rest = (left === 0 ? words.none : words.left).replace('{n}', String(left));
  if (gone.length === 0 && added.length === 0)
    return (left === 0 ? words.none : words.same).replace('{n}', String(left));
  return [
    ...(gone.length > 0 ? [words.gone.replace('{codes}', list(gone))] : []),
    ...(added.length > 0 ? [words.added.replace('{codes}', list(added))] : []),
    rest,
  ].join(words.between);
}
