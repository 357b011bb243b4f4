import type { Presence } from '@kaitong/contract';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './PresenceTag.module.css';

export const iconOf: Record<Presence, IconName> = { online: 'check', offline: 'cross', dormant: 'moon' };

/** Whether a device is there. */
export function PresenceTag({ presence }: { presence: Presence }) {
  const t = useText();
  return (
    <span className={`${styles.tag} ${styles[presence]}`}>
      <Icon name={iconOf[presence]} />
      {t(`presence.${presence}`)}
    </span>
  );
}
