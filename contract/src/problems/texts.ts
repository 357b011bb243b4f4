import type { Language } from '../languages.ts';
import type { ProblemCode } from './catalogue.ts';
import { fillProblemText, type ProblemText, type ProblemTexts } from './fill-text.ts';
import type { ProblemParams } from './problem.ts';
import { en } from './texts.en.ts';
import { zhCN } from './texts.zh-CN.ts';

const texts: Record<Language, ProblemTexts> = { 'zh-CN': zhCN, en };

/** The text of a problem in any language. Pages carry one language at a time and fill its texts in by themselves. */
export const problemText = (code: ProblemCode, params: ProblemParams, language: Language): ProblemText =>
  fillProblemText(texts[language], code, params);
