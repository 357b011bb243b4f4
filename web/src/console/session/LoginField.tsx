import { Form, Input } from 'antd';
import { useText } from '../texts/index.ts';
import { readLogin } from './login.ts';

/** E-mail address or phone number, checked as it is left. */
export function LoginField({ hint = false }: { hint?: boolean }) {
  const t = useText();
  return (
    <Form.Item
      name="login"
      label={t('session.login')}
      extra={hint ? t('session.loginHint') : undefined}
      validateTrigger="onBlur"
      rules={[
        {
          validator: async (_, typed: string | undefined) => {
            if (!readLogin(typed ?? '')) throw new Error(t('session.loginInvalid'));
          },
        },
      ]}
    >
      <Input autoComplete="username" inputMode="email" maxLength={120} />
    </Form.Item>
  );
}
