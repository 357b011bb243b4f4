import type { Translate } from '../../i18n/catalogue.ts';
import { startTexts, useTextOf } from '../../i18n/texts.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

startTexts(zhCN, en);

export type Text = Translate<typeof zhCN>;
export const useText: () => Text = useTextOf<typeof zhCN>;
