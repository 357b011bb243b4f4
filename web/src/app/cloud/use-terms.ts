import type { PlanTerms } from '@kaitong/contract';
import { useText } from '../texts/index.ts';

/** What a plan gives, in a few words: “Event recording, kept for 7 days”. */
export function useTerms(): (terms: PlanTerms) => string {
  const t = useText();
  return ({ kind, retentionDays }) => t('cloud.terms', { kind: t(`cloud.${kind}`), days: retentionDays });
}
