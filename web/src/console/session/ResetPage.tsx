import { Link, useLocation } from '@tanstack/react-router';
import { Alert, Button, Checkbox, Form } from 'antd';
import { useOnce } from '../../api/use-once.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { NewPasswordField } from '../../desk/session/fields.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { SignedOutFrame } from './SignedOutFrame.tsx';

type Fields = { password: string; endApiKeys: boolean };

/** Where a one-time link leads. The token stands behind the #, which no server and no log is told. */
export function ResetPage() {
  const t = useText();
  const token = new URLSearchParams(useLocation().hash).get('token');
  const reset = useOnce({
    mutationFn: (fields: Fields) => api.resetPassword({ body: { token: token ?? '', ...fields } }),
  });
  return (
    <SignedOutFrame title={t('session.reset')}>
      {token === null ? (
        <Alert type="error" showIcon title={t('session.resetNoToken')} style={{ marginBottom: 16 }} />
      ) : reset.isSuccess ? (
        <Alert type="success" role="status" showIcon title={t('session.resetDone')} style={{ marginBottom: 16 }} />
      ) : (
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => reset.mutate(fields)}>
          <NewPasswordField name="password" label={t('session.newPassword')} />
          <Form.Item name="endApiKeys" valuePropName="checked" initialValue={true} style={{ margin: '16px 0 0' }}>
            <Checkbox>{t('session.endApiKeys')}</Checkbox>
          </Form.Item>
          {reset.isError && <ErrorNotice error={reset.error} />}
          <Button type="primary" htmlType="submit" block loading={reset.isPending} style={{ margin: '16px 0' }}>
            {t('session.resetSubmit')}
          </Button>
        </Form>
      )}
      <Link to="/sign-in" search={{}}>
        {t('session.toSignIn')}
      </Link>
    </SignedOutFrame>
  );
}
