import { Link } from '@tanstack/react-router';
import { Alert, Button, Form } from 'antd';
import { useOnce } from '../../api/use-once.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { LoginField } from './LoginField.tsx';
import { readLogin } from './login.ts';
import { SignedOutFrame } from './SignedOutFrame.tsx';

/** Asks for a link that sets a new password. What it answers is the same whoever asks. */
export function ForgottenPage() {
  const t = useText();
  const ask = useOnce({
    mutationFn: ({ login }: { login: string }) =>
      api.requestPasswordReset({ body: { login: readLogin(login) ?? login } }),
  });
  return (
    <SignedOutFrame title={t('session.forgotten')} lead={t('session.forgottenText')}>
      {ask.data ? (
        <Alert
          type="info"
          role="status"
          showIcon
          title={t(`session.resetBy.${ask.data.way}`)}
          style={{ marginBottom: 16 }}
        />
      ) : (
        <Form<{ login: string }> layout="vertical" requiredMark={false} onFinish={(fields) => ask.mutate(fields)}>
          <LoginField />
          {ask.isError && <ErrorNotice error={ask.error} />}
          <Button type="primary" htmlType="submit" block loading={ask.isPending} style={{ margin: '16px 0' }}>
            {t('session.askForLink')}
          </Button>
        </Form>
      )}
      <Link to="/sign-in" search={{}}>
        {t('session.toSignIn')}
      </Link>
    </SignedOutFrame>
  );
}
