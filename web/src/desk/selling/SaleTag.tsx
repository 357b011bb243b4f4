import type { SaleState } from '@kaitong/contract';
import type { IconName } from '../../ui/Icon.tsx';
import { StateTag, type Tone } from '../parts/StateTag.tsx';
import { useText } from '../texts/index.ts';

const LOOKS: Record<SaleState, { tone: Tone; icon: IconName }> = {
  on_sale: { tone: 'verified', icon: 'check' },
  stopped: { tone: 'none', icon: 'ban' },
  suspended: { tone: 'refused', icon: 'alert' },
  demonstration: { tone: 'waiting', icon: 'camera' },
};

/** Whether owners can buy. */
export function SaleTag({ state }: { state: SaleState }) {
  const t = useText();
  return <StateTag {...LOOKS[state]} text={t(`sale.states.${state}`)} />;
}
