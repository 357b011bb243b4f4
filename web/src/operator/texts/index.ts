import type { Translate } from '../../i18n/catalogue.ts';
import { startTexts, useTextOf } from '../../i18n/texts.ts';
import type { zhCN } from './zh-CN.ts';

startTexts<typeof zhCN>({
  'zh-CN': async () => (await import('./zh-CN.ts')).zhCN,
  en: async () => (await import('./en.ts')).en,
});

export type Text = Translate<typeof zhCN>;
export const useText: () => Text = useTextOf<typeof zhCN>;
