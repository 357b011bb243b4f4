/** The languages every text for people exists in (BCP 47). */
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The best of our languages for an `Accept-Language` header or a browser's language tag. */
export function pickLanguage(preferred: string | undefined): Language {
  for (const part of (preferred ?? '').split(',')) {
    const tag = part.trim().toLowerCase();
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}
