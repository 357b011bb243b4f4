import { decimalOf, formatMoney, type Money } from '@kaitong/contract';
import { useCallback } from 'react';
import { useLanguage } from '../../i18n/texts.ts';

/** Amounts as the reader writes them. */
export function useMoney(): (money: Money) => string {
  const [language] = useLanguage();
  return useCallback((money) => formatMoney(money, language), [language]);
}

/** Amounts where there is room for four or five characters and the currency stands beside them: 12.5, 1.23万. */
export function useShortMoney(): (money: Money) => string {
  const [language] = useLanguage();
  return useCallback(
    (money) =>
      new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 }).format(
        decimalOf(money) as `${number}`,
      ),
    [language],
  );
}
