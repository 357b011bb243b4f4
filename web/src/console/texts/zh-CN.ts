import { joinTexts } from '../../i18n/join-texts.ts';
import { first } from './zh-CN/first.ts';
import { later } from './zh-CN/later.ts';

export const zhCN = joinTexts(first, later);
