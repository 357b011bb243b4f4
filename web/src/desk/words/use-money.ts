import { formatMoney, type Money } from '@kaitong/contract';
import { useCallback } from 'react';
import { useLanguage } from '../../i18n/texts.ts';

/** Amounts as the reader writes them. */
export function useMoney(): (money: Money) => string {
  const [language] = useLanguage();
  return useCallback((money) => formatMoney(money, language), [language]);
}
