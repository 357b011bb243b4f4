import { useCallback } from 'react';
import type { Catalogue, Translate } from '../../../i18n/catalogue.ts';
import { perLanguage } from '../../../i18n/per-language.ts';
import { shownLanguage, textAt, useTextIn } from '../../../i18n/texts.ts';
import { useText as useAppText } from '../../texts/index.ts';
import type { zhCN as ofApp } from '../../texts/zh-CN.ts';
import type { zhCN } from './zh-CN.ts';

type All = typeof ofApp & { footage: typeof zhCN };
type Text = Translate<All>;
type Untyped = (key: string, params?: Record<string, string | number>) => string;

const catalogues = perLanguage<Catalogue>({
  'zh-CN': async () => ({ footage: (await import('./zh-CN.ts')).zhCN }),
  en: async () => ({ footage: (await import('./en.ts')).en }),
});

/** The app's texts and those of footage, which the first page does without. */
export function useText(): Text {
  const ofTheApp = useAppText() as Untyped;
  const ofFootage = useTextIn(catalogues) as Untyped;
  return useCallback(
    (key: string, params?: Record<string, string | number>) =>
      key.startsWith('footage.') ? ofFootage(key, params) : ofTheApp(key, params),
    [ofFootage, ofTheApp],
  ) as Text;
}

/** What an event is called now, outside of a page. */
export const nameOfType = (type: keyof typeof zhCN.types): string =>
  textAt(catalogues.find(shownLanguage()) ?? {}, `footage.types.${type}`);
