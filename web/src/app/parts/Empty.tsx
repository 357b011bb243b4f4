import type { ReactNode } from 'react';
import styles from './Empty.module.css';

type Props = { picture: ReactNode; title?: string; text: string; children?: ReactNode };

/** What an empty place means, and what to do next. */
export function Empty({ picture, title, text, children }: Props) {
  return (
    <div className={styles.empty}>
      {picture}
      {title && <strong>{title}</strong>}
      <p>{text}</p>
      {children}
    </div>
  );
}
