import type { Language } from '@kaitong/contract';
import type { SameTexts } from '../../i18n/catalogue.ts';
import { en as enFootage } from '../footage/texts/en.ts';
import { zhCN as zhFootage } from '../footage/texts/zh-CN.ts';
import { en as enHousehold } from '../household/texts/en.ts';
import { zhCN as zhHousehold } from '../household/texts/zh-CN.ts';
import { en as enMoney } from '../orders/texts/en.ts';
import { zhCN as zhMoney } from '../orders/texts/zh-CN.ts';
import { alarmTexts, reminderTexts } from '../worker/texts.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

const inChinese = {
  ...zhCN,
  ...{
    footage: zhFootage,
    household: zhHousehold,
    money: zhMoney,
    rings: alarmTexts['zh-CN'],
    reminds: reminderTexts['zh-CN'],
  },
} as const;

export type TextsOfAllPages = SameTexts<typeof inChinese>;

/** What all pages and the worker say, for whoever reads the app from outside: no page takes it whole. */
export const textsOfAllPages: Record<Language, TextsOfAllPages> = {
  'zh-CN': inChinese,
  en: {
    ...en,
    footage: enFootage,
    household: enHousehold,
    money: enMoney,
    rings: alarmTexts.en,
    reminds: reminderTexts.en,
  },
};
