import { Link } from '@tanstack/react-router';
import { SignedOutFrame } from '../session/SignedOutFrame.tsx';
import { useText as useConsoleText } from '../texts/index.ts';
import styles from './PrivacyPage.module.css';
import { useText } from './texts/index.ts';

const PARTS = ['stored', 'kept', 'samples', 'shared', 'archives', 'leave'] as const;

/** What is stored of makers, also for whoever has no account yet. */
export function PrivacyPage() {
  const t = useText();
  const console = useConsoleText();
  return (
    <SignedOutFrame title={t('title')}>
      {PARTS.map((part) => (
        <section key={part} className={styles.part}>
          <h2>{t(part)}</h2>
          <p>{t(`${part}Text`)}</p>
        </section>
      ))}
      <p className={styles.back}>
        <Link to="/register">{console('session.register')}</Link>
      </p>
    </SignedOutFrame>
  );
}
