import { getRouteApi, Link } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { askPasskey, canAskPasskey } from '../../api/passkeys.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { PasswordField } from '../../desk/session/fields.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { LoginField } from './LoginField.tsx';
import { readLogin } from './login.ts';
import { SignedOutFrame } from './SignedOutFrame.tsx';
import { useStartSession } from './use-start-session.ts';

type Fields = { login: string; password: string; code?: string };
const route = getRouteApi('/sign-in');

export function SignInPage() {
  const t = useText();
  const { next } = route.useSearch();
  const signIn = useStartSession(
    ({ login, password, code }: Fields) =>
      api.signIn({ body: { login: readLogin(login) ?? login, password, ...(code ? { code } : {}) } }),
    next,
  );
  const byPasskey = useStartSession(
    async () => api.signInWithPasskey({ body: { used: await askPasskey(await api.beginPasskeySignIn({})) } }),
    next,
  );
  const isAsked = codeOf(signIn.error) === 'second_factor_needed';
  // Stays once it was asked for: the next answer may be that the code is wrong.
  const [needsCode, setNeedsCode] = useState(false);
  if (isAsked && !needsCode) setNeedsCode(true);
  return (
    <SignedOutFrame title={t('session.signIn')} lead={t('session.pitch')}>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => signIn.mutate(fields)}>
        <LoginField />
        <PasswordField name="password" label={t('session.password')} />
        {needsCode && (
          <Form.Item name="code" label={t('factor.code')} extra={t('factor.codeHint')}>
            <Input autoComplete="one-time-code" autoFocus maxLength={20} />
          </Form.Item>
        )}
        {signIn.isError && !isAsked && <ErrorNotice error={signIn.error} />}
        <Button type="primary" htmlType="submit" block loading={signIn.isPending} style={{ margin: '16px 0' }}>
          {t('session.signIn')}
        </Button>
        {canAskPasskey() && (
          <>
            {byPasskey.isError && <ErrorNotice error={byPasskey.error} />}
            <Button
              block
              loading={byPasskey.isPending}
              style={{ margin: '0 0 16px' }}
              onClick={() => byPasskey.mutate()}
            >
              {t('passkeys.signIn')}
            </Button>
          </>
        )}
        <div style={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 8 }}>
          <Link to="/register">{t('session.toRegister')}</Link>
          <Link to="/forgotten">{t('session.forgotten')}</Link>
        </div>
      </Form>
    </SignedOutFrame>
  );
}
