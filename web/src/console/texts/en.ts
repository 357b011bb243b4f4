import { joinTexts } from '../../i18n/join-texts.ts';
import { first } from './en/first.ts';
import { later } from './en/later.ts';

export const en = joinTexts(first, later);
