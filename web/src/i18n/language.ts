import { LANGUAGES, type Language, pickLanguage } from '@kaitong/contract';

const KEY = 'kaitong.language';

/** How each language calls itself. */
export const languageNames: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' };

/** The language chosen here before, else the browser's. */
export function initialLanguage(): Language {
  const stored = readStored();
  return LANGUAGES.find((language) => language === stored) ?? pickLanguage(navigator.languages.join(','));
}

/** Keeps the choice for the next visit. Where storage is blocked, the choice lasts until the page is closed. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    return;
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
