import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { api } from '../api.ts';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { useText } from '../texts/index.ts';
import styles from './SignedOut.module.css';
import { SignedOut } from './SignedOut.tsx';
import { useStartSession } from './use-start-session.ts';

/**
 * Where a sign-in link leads, which is followed at once. The token stands behind the #, which no server and no log is told,
 * and this page's address is replaced by the first one's.
 */
export function EnterPage() {
  const t = useText();
  const token = new URLSearchParams(useLocation().hash).get('token');
  const { mutate, isError, isPending, error } = useStartSession(() =>
    api.signInWithLink({ body: { token: token ?? '' } }),
  );
  const followed = useRef<string>(undefined);
  useEffect(() => {
    if (token === null || followed.current === token) return;
    followed.current = token; // it opens nothing a second time
    mutate();
  }, [token, mutate]);
  return (
    <SignedOut title={t('session.enter')}>
      <div className={styles.form}>
        {token === null && <Callout tone="waiting" title={t('session.enterNoToken')} role="status" />}
        {isPending && <p role="status">{t('session.signingIn')}</p>}
        {isError && <ErrorNotice error={error} />}
        {(token === null || isError) && (
          <Link to="/sign-in" search={{}} className={styles.other}>
            {t('session.byPassword')}
          </Link>
        )}
      </div>
    </SignedOut>
  );
}
