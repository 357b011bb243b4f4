import { Link } from '@tanstack/react-router';
import { useOnce } from '../../api/use-once.ts';
import { api } from '../api.ts';
import { Callout } from '../parts/Callout.tsx';
import { useText } from '../texts/index.ts';
import { checkLogin, type Fields } from './check-form.ts';
import { LoginField } from './LoginField.tsx';
import { SessionForm } from './SessionForm.tsx';
import styles from './SignedOut.module.css';
import { SignedOut } from './SignedOut.tsx';

/** Asks for a link that sets a new password. What it answers is the same whoever asks. */
export function ForgottenPage() {
  const t = useText();
  const ask = useOnce({ mutationFn: ({ login }: Fields) => api.requestPasswordReset({ body: { login } }) });
  const back = (
    <Link to="/sign-in" search={{}} className={styles.other}>
      {t('session.toSignIn')}
    </Link>
  );
  return (
    <SignedOut title={t('session.forgotten')}>
      {ask.data ? (
        <div className={styles.form}>
          <Callout tone="waiting" title={t(`session.resetBy.${ask.data.way}`)} role="status" />
          {back}
        </div>
      ) : (
        <SessionForm
          check={checkLogin}
          start={ask}
          submit={t('session.askForLink')}
          busy={t('session.askingForLink')}
          fields={(problem) => <LoginField problem={problem('login')} />}
        >
          {back}
        </SessionForm>
      )}
    </SignedOut>
  );
}
