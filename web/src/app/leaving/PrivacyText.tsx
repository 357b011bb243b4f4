import styles from './Leaving.module.css';
import { useText } from './texts/index.ts';

/** For how many days the server deletes again what an older backup brings back. */
const REPEATED_DAYS = 400;
const PARTS = ['stored', 'kept', 'archives', 'books'] as const;

/** The same before and after signing up. */
export function PrivacyText() {
  const t = useText();
  return (
    <>
      {PARTS.map((part) => (
        <section key={part} className={styles.part}>
          <h2>{t(part)}</h2>
          <p>{part === 'archives' ? t('archivesText', { days: REPEATED_DAYS }) : t(`${part}Text`)}</p>
        </section>
      ))}
      <section className={styles.part}>
        <h2>{t('remove')}</h2>
        <p>{t('removeText')}</p>
      </section>
    </>
  );
}
