import { getRouteApi, Link } from '@tanstack/react-router';
import { askPasskey, canAskPasskey } from '../../api/passkeys.ts';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { useText } from '../texts/index.ts';
import { checkSignIn, type Fields } from './check-form.ts';
import { LoginField } from './LoginField.tsx';
import { PasswordField } from './PasswordField.tsx';
import { SessionForm } from './SessionForm.tsx';
import styles from './SignedOut.module.css';
import { SignedOut } from './SignedOut.tsx';
import { useStartSession } from './use-start-session.ts';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const t = useText();
  const search = route.useSearch();
  const start = useStartSession(
    ({ login, password }: Fields) => api.signIn({ body: { login, password } }),
    search.next,
  );
  const byPasskey = useStartSession(
    async () => api.signInWithPasskey({ body: { used: await askPasskey(await api.beginPasskeySignIn({})) } }),
    search.next,
  );
  return (
    <SignedOut title={t('session.signIn')}>
      <SessionForm
        check={checkSignIn}
        start={start}
        submit={t('session.signIn')}
        busy={t('session.signingIn')}
        fields={(problem) => (
          <>
            <LoginField problem={problem('login')} />
            <PasswordField autoComplete="current-password" problem={problem('password')} />
          </>
        )}
      >
        {canAskPasskey() && (
          <>
            {byPasskey.isError && <ErrorNotice error={byPasskey.error} />}
            <Button busy={byPasskey.isPending && t('session.signingIn')} onClick={() => byPasskey.mutate()}>
              {t('passkeys.signIn')}
            </Button>
          </>
        )}
        <Link to="/sign-up" search={search} className={styles.other}>
          {t('session.toSignUp')}
        </Link>
        <Link to="/forgotten" className={styles.other}>
          {t('session.forgotten')}
        </Link>
      </SessionForm>
    </SignedOut>
  );
}
