import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../api.ts';
import { Field } from '../parts/Field.tsx';
import { useText } from '../texts/index.ts';
import { checkSignUp, type Fields } from './check-form.ts';
import { LoginField } from './LoginField.tsx';
import { PasswordField } from './PasswordField.tsx';
import { SessionForm } from './SessionForm.tsx';
import styles from './SignedOut.module.css';
import { SignedOut } from './SignedOut.tsx';
import { useStartSession } from './use-start-session.ts';

const route = getRouteApi('/sign-up');

export function SignUpPage() {
  const t = useText();
  const search = route.useSearch();
  const start = useStartSession((body: Fields) => api.signUp({ body }), search.next);
  return (
    <SignedOut title={t('session.signUp')}>
      <SessionForm
        check={checkSignUp}
        start={start}
        submit={t('session.signUp')}
        busy={t('session.signingUp')}
        fields={(problem) => (
          <>
            <Field
              label={t('session.name')}
              hint={t('session.nameHint')}
              name="name"
              autoComplete="nickname"
              maxLength={40}
              problem={problem('name')}
            />
            <LoginField hint={t('session.loginHint')} problem={problem('login')} />
            <PasswordField autoComplete="new-password" hint={t('session.passwordHint')} problem={problem('password')} />
          </>
        )}
      >
        <p className={styles.other}>
          {t('session.privacyLead')} <Link to="/privacy">{t('session.privacy')}</Link>
        </p>
        <Link to="/sign-in" search={search} className={styles.other}>
          {t('session.toSignIn')}
        </Link>
      </SessionForm>
    </SignedOut>
  );
}
