import { Link, useLocation } from '@tanstack/react-router';
import { useOnce } from '../../api/use-once.ts';
import { api } from '../api.ts';
import { Callout } from '../parts/Callout.tsx';
import { useText } from '../texts/index.ts';
import { checkNewPassword, type Fields } from './check-form.ts';
import { PasswordField } from './PasswordField.tsx';
import { SessionForm } from './SessionForm.tsx';
import styles from './SignedOut.module.css';
import { SignedOut } from './SignedOut.tsx';

/** Where a one-time link leads. The token stands behind the #, which no server and no log is told. */
export function ResetPage() {
  const t = useText();
  const token = new URLSearchParams(useLocation().hash).get('token');
  const reset = useOnce({
    mutationFn: ({ password }: Fields) => api.resetPassword({ body: { token: token ?? '', password } }),
  });
  const back = (
    <Link to="/sign-in" search={{}} className={styles.other}>
      {t('session.toSignIn')}
    </Link>
  );
  if (token === null || reset.isSuccess)
    return (
      <SignedOut title={t('session.reset')}>
        <div className={styles.form}>
          <Callout
            tone={reset.isSuccess ? 'verified' : 'waiting'}
            title={t(reset.isSuccess ? 'session.resetDone' : 'session.resetNoToken')}
            role="status"
          />
          {back}
        </div>
      </SignedOut>
    );
  return (
    <SignedOut title={t('session.reset')}>
      <SessionForm
        check={checkNewPassword}
        start={reset}
        submit={t('session.resetSubmit')}
        busy={t('session.resetting')}
        fields={(problem) => (
          <PasswordField
            label={t('security.newPassword')}
            autoComplete="new-password"
            hint={t('session.passwordHint')}
            problem={problem('password')}
          />
        )}
      >
        {back}
      </SessionForm>
    </SignedOut>
  );
}
