import { useState } from 'react';
import { Page } from '../frame/Page.tsx';
import { Button } from '../parts/Button.tsx';
import { DeleteAccount } from './DeleteAccount.tsx';
import styles from './Leaving.module.css';
import { useText } from './texts/index.ts';

/** For how many days the server deletes again what an older backup brings back. */
const REPEATED_DAYS = 400;
const PARTS = ['stored', 'kept', 'archives', 'books'] as const;

/** What is stored of owners and for how long, what archives keep, and the way out. */
export function PrivacyPage() {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <Page title={t('title')} back={{ to: '/me' }}>
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
      <Button kind="dangerPlain" onClick={() => setAsking(true)}>
        {t('remove')}
      </Button>
      {asking && <DeleteAccount onClose={() => setAsking(false)} />}
    </Page>
  );
}
