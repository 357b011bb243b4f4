import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { CopyButton } from '../../ui/Ident.tsx';
import styles from './EmptyState.module.css';

type Props = {
  /** Of what will stand here. */
  picture: IconName;
  title: string;
  text?: string;
  /** What does the same from a terminal. */
  command?: string;
  children?: ReactNode;
};

/** A drawing of what will stand here, what it means that nothing does, and what to do next. */
export function EmptyState({ picture, title, text, command, children }: Props) {
  return (
    <div className={styles.empty}>
      <div className={styles.picture} aria-hidden="true">
        {ROWS.map((row) => (
          <div key={row}>
            <Icon name={picture} size={20} />
            <i />
            <i />
          </div>
        ))}
      </div>
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {children}
      {command && (
        <div className={styles.command}>
          <code>{command}</code> <CopyButton text={command} />
        </div>
      )}
    </div>
  );
}

const ROWS = [1, 2, 3];
