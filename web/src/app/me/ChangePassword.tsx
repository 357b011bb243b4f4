import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { useOnce } from '../../api/use-once.ts';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { queries } from '../queries.ts';
import { PASSWORD_MIN } from '../session/check-form.ts';
import { PasswordField } from '../session/PasswordField.tsx';
import { useText } from '../texts/index.ts';
import styles from './SecurityPage.module.css';

type Typed = { current: string; next: string };

/** Asks for the password that is in force: an open browser is not enough to take an account over. */
export function ChangePassword() {
  const t = useText();
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState<Typed>();
  const change = useOnce({
    mutationFn: (body: Typed) => api.changePassword({ body }),
    onSuccess: async () => {
      setTried(undefined);
      form.current?.reset();
      await client.invalidateQueries({ queryKey: queries.loginSessions().queryKey });
    },
  });
  const isWrong = codeOf(change.error) === 'sign_in_failed';
  const isShort = tried !== undefined && tried.next.length < PASSWORD_MIN;
  return (
    <Group title={t('security.changePassword')}>
      <form
        ref={form}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          const typed = { current: String(data.get('current') ?? ''), next: String(data.get('next') ?? '') };
          setTried(typed);
          if (typed.current !== '' && typed.next.length >= PASSWORD_MIN) change.mutate(typed);
        }}
      >
        <PasswordField
          name="current"
          label={t('security.currentPassword')}
          autoComplete="current-password"
          problem={
            tried?.current === ''
              ? t('session.required', { field: t('security.currentPassword') })
              : isWrong
                ? t('security.wrongPassword')
                : undefined
          }
        />
        <PasswordField
          name="next"
          label={t('security.newPassword')}
          autoComplete="new-password"
          hint={t('session.passwordHint')}
          problem={isShort ? t('session.passwordShort', { count: tried.next.length }) : undefined}
        />
        {change.isError && !isWrong && <ErrorNotice error={change.error} />}
        {change.isSuccess && <Callout tone="verified" title={t('security.passwordChanged')} role="status" />}
        <Button kind="primary" type="submit" busy={change.isPending && t('security.changing')}>
          {t('security.changePassword')}
        </Button>
      </form>
    </Group>
  );
}
