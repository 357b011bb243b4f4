import { Form, Input } from 'antd';
import { useText } from '../texts/index.ts';

/** The password of a session that begins. */
export function PasswordField({ name, label }: { name: string; label: string }) {
  const t = useText();
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, message: t('session.required', { field: label }) }]}>
      <Input.Password autoComplete="current-password" maxLength={200} />
    </Form.Item>
  );
}

const PASSWORD_MIN = 10;

/** A password being chosen. */
export function NewPasswordField({ name, label }: { name: string; label: string }) {
  const t = useText();
  return (
    <Form.Item
      name={name}
      label={label}
      extra={t('session.passwordHint')}
      validateTrigger="onBlur"
      rules={[
        { required: true, message: t('session.required', { field: label }) },
        {
          validator: async (_, typed: string = '') => {
            const count = typed.length;
            if (count > 0 && count < PASSWORD_MIN) throw new Error(t('session.passwordShort', { count }));
          },
        },
      ]}
    >
      <Input.Password autoComplete="new-password" maxLength={200} />
    </Form.Item>
  );
}

type CodeProps = { label?: string; optional?: boolean };

/** What an app on the telephone shows, or a recovery code. */
export function CodeField({ label: named, optional = false }: CodeProps) {
  const t = useText();
  const label = named ?? t('factor.code');
  return (
    <Form.Item
      name="code"
      label={label}
      extra={t('factor.codeHint')}
      rules={[{ required: !optional, message: t('session.required', { field: label }) }]}
    >
      <Input autoComplete="one-time-code" maxLength={20} />
    </Form.Item>
  );
}
