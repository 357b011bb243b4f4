import { Icon, type IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './ChooseButton.module.css';

type Props = { icon: IconName; label: string; disabled?: boolean; onClick: () => void };

/** At the end of a field that is written: opens the sheet from which its value can be chosen instead. */
export function ChooseButton({ icon, label, disabled = false, onClick }: Props) {
  const t = useText();
  return (
    <button
      type="button"
      className={styles.choose}
      disabled={disabled}
      aria-label={t('written.choose', { label })}
      aria-haspopup="dialog"
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
