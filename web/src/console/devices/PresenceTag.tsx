import type { Presence } from '@kaitong/contract';
import { StateTag, type Tone } from '../../desk/parts/StateTag.tsx';
import type { IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';

const looks: Record<Presence, { tone: Tone; icon: IconName }> = {
  online: { tone: 'verified', icon: 'check' },
  offline: { tone: 'none', icon: 'cross' },
  dormant: { tone: 'waiting', icon: 'moon' },
};

export function PresenceTag({ presence }: { presence: Presence }) {
  const t = useText();
  return <StateTag {...looks[presence]} text={t(`devices.presences.${presence}`)} />;
}
