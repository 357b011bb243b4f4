import type { Language } from '../languages.ts';
import type { LimitOutcome, LimitScope } from './limit.ts';
import type { LimitName } from './limits.ts';
import { en } from './texts.en.ts';
import { zhCN } from './texts.zh-CN.ts';

export type LimitTexts = {
  /** What each is for. */
  limits: Record<LimitName, string>;
  scopes: Record<LimitScope, string>;
  outcomes: Record<LimitOutcome, string>;
};

export const limitTexts: Record<Language, LimitTexts> = { 'zh-CN': zhCN, en };
