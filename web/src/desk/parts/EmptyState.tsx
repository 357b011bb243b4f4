import type { ReactElement } from 'react';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { CopyButton } from '../../ui/Ident.tsx';
import styles from './EmptyState.module.css';

type Props = {
  /** Of what will stand here. */
  picture: IconName;
  title: string;
  text?: string;
} & NextStep;

/**
 * A button or a link, a line to copy (a command that does the same, an address to pass on), or both: nobody is left before a list that says no more
 * than that nothing is there.
 */
type NextStep = { command: string; children?: ReactElement | undefined } | { command?: string; children: ReactElement };

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
