import { Link, useLocation } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { SignedOutFrame } from './SignedOutFrame.tsx';
import { useStartSession } from './use-start-session.ts';

type Fields = { code?: string };

/**
 * Where a sign-in link leads, which is followed at once. The token stands behind the #, which no server and no log is told,
 * and this page's address is replaced by the first one's.
 */
export function EnterPage() {
  const t = useText();
  const token = new URLSearchParams(useLocation().hash).get('token');
  const { mutate, isError, isPending, error } = useStartSession(
    ({ code }: Fields) => api.signInWithLink({ body: { token: token ?? '', ...(code ? { code } : {}) } }),
    '/',
    'replace',
  );
  const followed = useRef<string>(undefined);
  useEffect(() => {
    if (token === null || followed.current === token) return;
    followed.current = token; // it opens nothing a second time
    mutate({});
  }, [token, mutate]);
  const isAsked = codeOf(error) === 'second_factor_needed';
  // Stays once it was asked for: the next answer may be that the code is wrong.
  const [needsCode, setNeedsCode] = useState(false);
  if (isAsked && !needsCode) setNeedsCode(true);
  return (
    <SignedOutFrame title={t('session.enter')}>
      {token === null && <Alert type="error" showIcon title={t('session.enterNoToken')} style={{ marginBottom: 16 }} />}
      {isError && !isAsked && <ErrorNotice error={error} />}
      {needsCode ? (
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => mutate(fields)}>
          <Form.Item name="code" label={t('factor.code')} extra={t('factor.codeHint')}>
            <Input autoComplete="one-time-code" autoFocus maxLength={20} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={isPending} style={{ marginBottom: 16 }}>
            {t('session.signIn')}
          </Button>
        </Form>
      ) : (
        isPending && (
          <div role="status">
            <Spin size="small" /> {t('session.entering')}
          </div>
        )
      )}
      {(token === null || isError) && (
        <Link to="/sign-in" search={{}}>
          {t('session.byPassword')}
        </Link>
      )}
    </SignedOutFrame>
  );
}
