import { type ReactNode, useEffect } from 'react';
import { LanguageSwitch } from '../../desk/frame/LanguageSwitch.tsx';
import { WordMark } from '../../ui/Mark.tsx';
import { useText } from '../texts/index.ts';
import styles from './SignedOutFrame.module.css';

/** A form on its own, before there is a session. */
export function SignedOutFrame({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const t = useText();
  useEffect(() => {
    document.title = t('title', { page: title });
  }, [t, title]);
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <LanguageSwitch className={styles.language} />
      </header>
      <main className={styles.card}>
        <div className={styles.mark}>
          <WordMark size={32} />
        </div>
        <h1 className={styles.title}>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
        {children}
      </main>
    </div>
  );
}
