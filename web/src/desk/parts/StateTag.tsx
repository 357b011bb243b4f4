import { Icon, type IconName } from '../../ui/Icon.tsx';
import styles from './StateTag.module.css';

export type Tone = 'verified' | 'waiting' | 'refused' | 'running' | 'none';

/** A state as icon and word, so that colour never stands alone. */
export function StateTag({ tone, icon, text }: { tone: Tone; icon: IconName; text: string }) {
  return (
    <span className={`${styles.tag} ${styles[tone]}`}>
      <Icon name={icon} />
      {text}
    </span>
  );
}
