import type { Locale } from 'antd/es/locale';
import { perLanguage } from '../i18n/per-language.ts';

/** What antd's own parts say; English is what it says without. */
export const locales = perLanguage<Locale | null>({
  'zh-CN': async () => (await import('antd/es/locale/zh_CN')).default,
  en: async () => null,
});
