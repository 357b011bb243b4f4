import type { Translate } from '../../i18n/catalogue.ts';
import { addTexts, startTexts, useTextOf } from '../../i18n/texts.ts';
import type { zhCN } from './zh-CN.ts';

startTexts({
  'zh-CN': async () => (await import('./zh-CN/first.ts')).first,
  en: async () => (await import('./en/first.ts')).first,
});

/** Settles when the texts of all pages are there. The frame, and what stands before the sign-in, do without. */
export const fetchLaterTexts = (): Promise<void> =>
  addTexts({
    'zh-CN': async () => (await import('./zh-CN/later.ts')).later,
    en: async () => (await import('./en/later.ts')).later,
  });

export type Text = Translate<typeof zhCN>;
export const useText: () => Text = useTextOf<typeof zhCN>;
