import { App, Button, Checkbox, Form } from 'antd';
import { codeOf } from '../../api/code-of.ts';
import { useOnce } from '../../api/use-once.ts';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Panel } from '../parts/Panel.tsx';
import { useText } from '../texts/index.ts';
import { NewPasswordField, PasswordField } from './fields.tsx';
import { accountsApi } from './session.ts';

type Fields = { current: string; next: string; endApiKeys: boolean };

/** Changes the password of whoever is signed in. */
export function ChangePassword() {
  const t = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const change = useOnce({
    mutationFn: (body: Fields) => accountsApi.changePassword({ body }),
    onSuccess: () => {
      form.resetFields();
      void message.success(t('session.passwordChanged'));
    },
    onError: (error) => {
      if (codeOf(error) !== 'sign_in_failed') return;
      form.setFields([{ name: 'current', errors: [t('session.passwordWrong')] }]);
    },
  });
  const shown = change.isError && codeOf(change.error) !== 'sign_in_failed';
  return (
    <Panel title={t('session.changePassword')}>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        style={{ maxWidth: 400 }}
        onFinish={(fields) => change.mutate(fields)}
      >
        <PasswordField name="current" label={t('session.currentPassword')} />
        <NewPasswordField name="next" label={t('session.newPassword')} />
        <Form.Item
          name="endApiKeys"
          valuePropName="checked"
          initialValue={true}
          style={{ marginTop: 16, marginBottom: 0 }}
        >
          <Checkbox>{t('session.endApiKeys')}</Checkbox>
        </Form.Item>
        {shown && <ErrorNotice error={change.error} />}
        <Button type="primary" htmlType="submit" loading={change.isPending} style={{ marginTop: 16 }}>
          {t('session.changePassword')}
        </Button>
      </Form>
    </Panel>
  );
}
