import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert, Button, Form } from 'antd';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { NewPasswordField } from '../../desk/session/fields.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { LoginField } from './LoginField.tsx';
import { readLogin } from './login.ts';
import { SignedOutFrame } from './SignedOutFrame.tsx';
import { useStartSession } from './use-start-session.ts';

type Fields = { login: string; password: string };
const route = getRouteApi('/setup');

/** Where the one-time link of a fresh installation leads. */
export function SetUpPage() {
  const t = useText();
  const { token } = route.useSearch();
  const setUp = useStartSession(({ login, password }: Fields) =>
    api.setUp({ body: { token: token ?? '', login: readLogin(login) ?? login, password } }),
  );
  return (
    <SignedOutFrame title={t('session.setUp')} lead={t('session.setUpText')}>
      {token ? (
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => setUp.mutate(fields)}>
          <LoginField hint />
          <NewPasswordField name="password" label={t('session.password')} />
          {setUp.isError && <ErrorNotice error={setUp.error} />}
          <Button type="primary" htmlType="submit" block loading={setUp.isPending} style={{ marginTop: 16 }}>
            {t('session.setUpSubmit')}
          </Button>
        </Form>
      ) : (
        <>
          <Alert type="error" showIcon title={t('session.setUpNoToken')} style={{ marginBottom: 16 }} />
          <Link to="/sign-in">{t('session.toSignIn')}</Link>
        </>
      )}
    </SignedOutFrame>
  );
}
