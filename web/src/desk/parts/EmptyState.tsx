import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

type Props = { title: string; text?: string; children?: ReactNode };

/** What an empty place means, and what to do next. */
export function EmptyState({ title, text, children }: Props) {
  return (
    <div className={styles.empty}>
      <svg viewBox="0 0 96 64" width="96" height="64" fill="none" stroke="currentColor" aria-hidden="true">
        <rect x="20" y="10" width="56" height="44" rx="6" strokeWidth="2" strokeDasharray="4 5" />
        <path d="M32 24h14M32 32h32M32 40h24" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <strong>{title}</strong>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
