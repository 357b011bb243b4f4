import type { SameTexts } from '../../i18n/catalogue.ts';
import type { zhCN } from './zh-CN.ts';

export const en: SameTexts<typeof zhCN> = {
  brand: { name: 'Kaitong' },
};
