import type { Language } from '../languages.ts';
import type { ProblemCode } from './catalogue.ts';
import type { ProblemParams } from './problem.ts';
import { en } from './texts.en.ts';
import { zhCN } from './texts.zh-CN.ts';

/** What happened (`title`), and what to do about it (`remedy`). */
export type ProblemText = { title: string; remedy: string };
export type ProblemTexts = Record<ProblemCode, ProblemText>;

const texts: Record<Language, ProblemTexts> = { 'zh-CN': zhCN, en };

/** The text of a problem, placeholders filled in. An unfilled placeholder stays visible: a test finds it. */
export function problemText(code: ProblemCode, params: ProblemParams, language: Language): ProblemText {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  const { title, remedy } = texts[language][code];
  return { title: fill(title), remedy: fill(remedy) };
}
