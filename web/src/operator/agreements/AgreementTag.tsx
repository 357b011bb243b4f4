import { StateTag, type Tone } from '../../desk/parts/StateTag.tsx';
import type { IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import type { AgreementVersion } from './chapters.ts';

const LOOKS: Record<AgreementVersion['state'], { tone: Tone; icon: IconName }> = {
  draft: { tone: 'waiting', icon: 'edit' },
  current: { tone: 'verified', icon: 'check' },
  past: { tone: 'none', icon: 'clock' },
};

export function AgreementTag({ state }: { state: AgreementVersion['state'] }) {
  const t = useText();
  return <StateTag {...LOOKS[state]} text={t(`operatorAgreements.states.${state}`)} />;
}
