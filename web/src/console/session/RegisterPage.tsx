import { invitationPage } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { NewPasswordField } from '../../desk/session/fields.tsx';
import { api } from '../api.ts';
import { keptInvitation } from '../team/kept-invitation.ts';
import { useText } from '../texts/index.ts';
import { LoginField } from './LoginField.tsx';
import { readLogin } from './login.ts';
import { SignedOutFrame } from './SignedOutFrame.tsx';
import { useStartSession } from './use-start-session.ts';

type Fields = { login: string; password: string; accountName: string };

export function RegisterPage() {
  const t = useText();
  const [isInvited] = useState(() => keptInvitation() !== null);
  const register = useStartSession(
    (fields: Fields) => api.register({ body: { ...fields, login: readLogin(fields.login) ?? fields.login } }),
    isInvited ? invitationPage : '/',
  );
  const accountName = t('session.accountName');
  return (
    <SignedOutFrame title={t('session.register')} lead={t('session.pitch')}>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => register.mutate(fields)}>
        <Form.Item
          name="accountName"
          label={accountName}
          rules={[{ required: true, whitespace: true, message: t('session.required', { field: accountName }) }]}
        >
          <Input autoComplete="organization" maxLength={80} />
        </Form.Item>
        <LoginField hint />
        <NewPasswordField name="password" label={t('session.password')} />
        {register.isError && <ErrorNotice error={register.error} />}
        <Button type="primary" htmlType="submit" block loading={register.isPending} style={{ margin: '16px 0' }}>
          {t('session.register')}
        </Button>
        <p style={{ margin: '0 0 12px' }}>
          {t('session.privacyLead')}{' '}
          <Link to="/privacy" style={{ textDecoration: 'underline' }}>
            {t('session.privacy')}
          </Link>
        </p>
        <Link to="/sign-in" search={{}}>
          {t('session.toSignIn')}
        </Link>
      </Form>
    </SignedOutFrame>
  );
}
