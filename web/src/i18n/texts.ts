import type { Language } from '@kaitong/contract';
import { createInstance, type i18n } from 'i18next';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Catalogue, SameTexts, Translate } from './catalogue.ts';
import { initialLanguage, rememberLanguage } from './language.ts';

/** Starts an entry's texts. The zh-CN catalogue, written `as const`, gives the type that `en` must match. */
export function startTexts<C extends Catalogue>(zhCN: C, en: SameTexts<C>): i18n {
  const texts = createInstance();
  texts.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  void texts.use(initReactI18next).init({
    lng: initialLanguage(),
    fallbackLng: false,
    initAsync: false,
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    // React escapes.
    interpolation: { escapeValue: false },
  });
  return texts;
}

/** The text function of the language shown; components that use it follow a switch. Each entry types it once. */
export function useTextOf<C extends Catalogue>(): Translate<C> {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useCallback(
    (key: string, params?: Record<string, string | number>) => i18n.t(key, { lng: language, ...params }),
    [i18n, language],
  ) as Translate<C>;
}

/** The language shown, and how to switch it. */
export function useLanguage(): [Language, (language: Language) => void] {
  const { i18n } = useTranslation();
  const change = useCallback(
    (language: Language) => {
      rememberLanguage(language);
      void i18n.changeLanguage(language);
    },
    [i18n],
  );
  return [i18n.language as Language, change];
}
