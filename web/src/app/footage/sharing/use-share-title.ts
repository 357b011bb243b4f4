import type { app, Output } from '@kaitong/contract';
import { clockOf } from '../day/days.ts';
import { useText } from '../texts/index.ts';

type Share = Output<typeof app.listShares>['items'][number];

/** What a link shows, in a few words. */
export function useShareTitle(): (share: Pick<Share, 'cut' | 'shared'>) => string {
  const t = useText();
  return ({ cut, shared }) => {
    if (!shared) return t('footage.sharedGone');
    if (cut) return t('footage.cut.shared', { from: clockOf(cut.from), to: clockOf(cut.to) });
    return t(`footage.types.${shared.type}`);
  };
}
