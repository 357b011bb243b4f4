import type { Translate } from '../../../i18n/catalogue.ts';
import { perLanguage } from '../../../i18n/per-language.ts';
import { useTextIn } from '../../../i18n/texts.ts';
import type { zhCN } from './zh-CN.ts';

const catalogues = perLanguage({
  'zh-CN': async () => (await import('./zh-CN.ts')).zhCN,
  en: async () => (await import('./en.ts')).en,
});

/** What is said about money beside an order: refunds, receipts, changes of plan and renewals. */
export const useMoneyText = (): Translate<typeof zhCN> => useTextIn<typeof zhCN>(catalogues);
