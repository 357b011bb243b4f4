import { type Language, pickLanguage } from '@kaitong/contract/languages';

/** The terminal's language: LC_ALL, LC_MESSAGES or LANG. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  return pickLanguage(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG);
}
