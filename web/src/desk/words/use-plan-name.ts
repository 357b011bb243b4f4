import type { Plan, PlanTerms } from '@kaitong/contract';
import { useCallback } from 'react';
import { useText } from '../texts/index.ts';

type Named = PlanTerms & { period?: Plan['period'] };

/** What a plan is called in a list or a choice; without the period, where only its terms are known. */
export function usePlanName(): (plan: Named) => string {
  const t = useText();
  return useCallback(
    ({ kind, retentionDays: days, period }) =>
      period
        ? t('plans.name', { kind: t(`plans.kind.${kind}`), days, period: t(`plans.period.${period}`) })
        : t('plans.nameOfTerms', { kind: t(`plans.kind.${kind}`), days }),
    [t],
  );
}
