import type { Translate } from '../../../i18n/catalogue.ts';
import { perLanguage } from '../../../i18n/per-language.ts';
import { useTextIn } from '../../../i18n/texts.ts';
import type { zhCN } from './zh-CN.ts';

const catalogues = perLanguage({
  'zh-CN': async () => (await import('./zh-CN.ts')).zhCN,
  en: async () => (await import('./en.ts')).en,
});

/** What only the household's pages and parts say. */
export const useText = (): Translate<typeof zhCN> => useTextIn<typeof zhCN>(catalogues);
