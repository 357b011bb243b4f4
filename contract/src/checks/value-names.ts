import type { Language } from '../languages.ts';
import { type CheckCode, checkOf } from './catalogue.ts';
import { checkTexts } from './texts.ts';

/** What a finding's `measured` and `limit` are called beside each other. */
export function valueNames(code: CheckCode, language: Language): { measured: string; limit: string } {
  const { measured, limit, expected, header, data } = checkTexts[language].ticket;
  const { against } = checkOf(code);
  if (against === 'data') return { measured: header, limit: data };
  return { measured, limit: against === 'bound' ? limit : expected };
}
