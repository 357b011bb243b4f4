import { Link } from '@tanstack/react-router';
import { PrivacyText } from '../leaving/PrivacyText.tsx';
import { useText } from '../texts/index.ts';
import styles from './SignedOut.module.css';
import { SignedOut } from './SignedOut.tsx';

/** What is stored of owners, for whoever has no account yet. */
export function PrivacyBeforePage() {
  const t = useText();
  return (
    <SignedOut title={t('session.privacy')}>
      <div className={styles.form}>
        <PrivacyText />
        <Link to="/sign-up" search={{}} className={styles.other}>
          {t('session.toSignUp')}
        </Link>
      </div>
    </SignedOut>
  );
}
