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

/** The password of a session that begins. */
export function PasswordField({ name, label }: { name: string; label: string }) {
  const t = useText();
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, message: t('session.required', { field: label }) }]}>
      <Input.Password autoComplete="current-password" maxLength={200} />
    </Form.Item>
  );
}

/** A password being chosen. */
export function NewPasswordField({ name, label }: { name: string; label: string }) {
  const t = useText();
  return (
    <Form.Item
      name={name}
      label={label}
      extra={t('session.passwordHint')}
      validateTrigger="onBlur"
      rules={[{ required: true, min: 10, message: t('session.passwordHint') }]}
    >
      <Input.Password autoComplete="new-password" maxLength={200} />
    </Form.Item>
  );
}
