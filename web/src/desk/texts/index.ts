import type { Translate } from '../../i18n/catalogue.ts';
import { useTextOf } from '../../i18n/texts.ts';
import type { zhCN } from './zh-CN.ts';

/** The texts that every page of this room may use: each entry's own catalogue holds them too. */
export const useText: () => Translate<typeof zhCN> = useTextOf<typeof zhCN>;
