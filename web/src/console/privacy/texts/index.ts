import { useCallback } from 'react';
import type { Translate } from '../../../i18n/catalogue.ts';
import { textAt, useLanguage } from '../../../i18n/texts.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

const catalogues = { 'zh-CN': zhCN, en };

/** Long texts that only this page needs. */
export function useText(): Translate<typeof zhCN> {
  const [language] = useLanguage();
  return useCallback(
    (key: string, params?: Record<string, string | number>) => textAt(catalogues[language], key, params),
    [language],
  ) as Translate<typeof zhCN>;
}
