import { type ReactNode, useEffect } from 'react';
import { WordMark } from '../../ui/Mark.tsx';
import { LanguageChoice } from '../me/LanguageChoice.tsx';
import { place } from '../place.ts';
import { useText } from '../texts/index.ts';
import styles from './SignedOut.module.css';
import { useRegionName } from './use-region-name.ts';

/** What is around the pages before somebody has signed in. */
export function SignedOut({ title, children }: { title: string; children: ReactNode }) {
  const t = useText();
  const regionName = useRegionName();
  useEffect(() => {
    document.title = t('title', { page: title });
  }, [t, title]);
  return (
    <main className={styles.page}>
      <div className={styles.mark}>
        <WordMark size={32} />
      </div>
      <h1>{title}</h1>
      <p className={styles.pitch}>
        {t('session.pitch')}
        <br />
        {t('session.region', { region: regionName(place.region) })}
      </p>
      {children}
      <div className={styles.language}>
        <LanguageChoice />
      </div>
    </main>
  );
}
