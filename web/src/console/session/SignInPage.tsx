import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Form } from 'antd';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { PasswordField } from '../../desk/session/fields.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { LoginField } from './LoginField.tsx';
import { readLogin } from './login.ts';
import { SignedOutFrame } from './SignedOutFrame.tsx';
import { useStartSession } from './use-start-session.ts';

type Fields = { login: string; password: string };
const route = getRouteApi('/sign-in');

export function SignInPage() {
  const t = useText();
  const { next } = route.useSearch();
  const signIn = useStartSession(
    ({ login, password }: Fields) => api.signIn({ body: { login: readLogin(login) ?? login, password } }),
    next,
  );
  return (
    <SignedOutFrame title={t('session.signIn')} lead={t('session.pitch')}>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => signIn.mutate(fields)}>
        <LoginField />
        <PasswordField name="password" label={t('session.password')} />
        {signIn.isError && <ErrorNotice error={signIn.error} />}
        <Button type="primary" htmlType="submit" block loading={signIn.isPending} style={{ margin: '16px 0' }}>
          {t('session.signIn')}
        </Button>
        <div style={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 8 }}>
          <Link to="/register">{t('session.toRegister')}</Link>
          <Link to="/forgotten">{t('session.forgotten')}</Link>
        </div>
      </Form>
    </SignedOutFrame>
  );
}
