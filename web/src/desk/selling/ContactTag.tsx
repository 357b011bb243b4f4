import type { ContactState } from '@kaitong/contract';
import type { IconName } from '../../ui/Icon.tsx';
import { StateTag, type Tone } from '../parts/StateTag.tsx';
import { useText } from '../texts/index.ts';

const LOOKS: Record<ContactState, { tone: Tone; icon: IconName }> = {
  sent: { tone: 'waiting', icon: 'clock' },
  in_contact: { tone: 'running', icon: 'person' },
  closed: { tone: 'none', icon: 'check' },
};

/** How far a request to the operator is. */
export function ContactTag({ state }: { state: ContactState }) {
  const t = useText();
  return <StateTag {...LOOKS[state]} text={t(`contactStates.${state}`)} />;
}
