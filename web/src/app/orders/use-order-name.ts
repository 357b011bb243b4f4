import { formatMoney, type Money, type OwnerOrder, spellMoney } from '@kaitong/contract';
import { useLanguage } from '../../i18n/texts.ts';
import { useTerms } from '../cloud/use-terms.ts';
import { useText } from '../texts/index.ts';

/** What was ordered, in a few words. */
export function useOrderName(): (order: Pick<OwnerOrder, 'trial' | 'terms' | 'period' | 'listPrice'>) => string {
  const t = useText();
  const terms = useTerms();
  const [language] = useLanguage();
  return ({ trial, terms: given, period, listPrice }) => {
    if (trial) return t('cloud.trial', { price: spellMoney(listPrice, language) });
    return period ? t('cloud.termsPaid', { terms: terms(given), period: t(`cloud.${period}`) }) : terms(given);
  };
}

/** Money as the reader's language writes it. */
export function useMoney(): (money: Money) => string {
  const [language] = useLanguage();
  return (money) => formatMoney(money, language);
}
