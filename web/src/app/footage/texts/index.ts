import { useCallback } from 'react';
import type { Translate } from '../../../i18n/catalogue.ts';
import { shownLanguage, textAt, useLanguage } from '../../../i18n/texts.ts';
import { useText as useAppText } from '../../texts/index.ts';
import type { zhCN as ofApp } from '../../texts/zh-CN.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

type All = typeof ofApp & { footage: typeof zhCN };
type Text = Translate<All>;

const catalogues = { 'zh-CN': { footage: zhCN }, en: { footage: en } };

/** The app's texts and those of footage, which the first page does without. */
export function useText(): Text {
  const [language] = useLanguage();
  const ofTheApp = useAppText() as (key: string, params?: Record<string, string | number>) => string;
  return useCallback(
    (key: string, params?: Record<string, string | number>) =>
      key.startsWith('footage.') ? textAt(catalogues[language], key, params) : ofTheApp(key, params),
    [language, ofTheApp],
  ) as Text;
}

/** What an event is called now, outside of a page. */
export const nameOfType = (type: keyof typeof zhCN.types): string =>
  textAt(catalogues[shownLanguage()], `footage.types.${type}`);
