import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Result } from 'antd';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { useRequired } from '../../desk/form/use-required.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './TerminalPage.module.css';

const route = getRouteApi('/signed-in/personal/terminal');

/** Somebody signs in at a terminal: its code is compared and confirmed here. */
export function TerminalPage() {
  const t = useText();
  const { code } = route.useSearch();
  return (
    <Page title={t('terminal.title')}>
      <Panel>
        <Alert type="warning" showIcon title={t('terminal.text')} style={{ marginBottom: 16 }} />
        {code ? <Asking key={code} code={code} /> : <AskForCode />}
      </Panel>
    </Page>
  );
}

function AskForCode() {
  const t = useText();
  const required = useRequired();
  const navigate = route.useNavigate();
  const label = t('terminal.code');
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }) => void navigate({ search: { code } })}
    >
      <Form.Item name="code" label={label} extra={t('terminal.codeHint')} rules={[required(label)]}>
        <Input maxLength={20} autoComplete="off" autoCapitalize="characters" style={{ maxWidth: 280 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t('terminal.look')}
      </Button>
    </Form>
  );
}

function Asking({ code: userCode }: { code: string }) {
  const t = useText();
  const [decided, setDecided] = useState<'confirmed' | 'denied'>();
  const asking = useQuery({ ...queries.terminalLogin(userCode), enabled: decided === undefined });
  const params = { userCode };
  const confirm = useOnce({
    mutationFn: () => api.confirmTerminalLogin({ params }),
    onSuccess: () => setDecided('confirmed'),
  });
  const deny = useOnce({ mutationFn: () => api.denyTerminalLogin({ params }), onSuccess: () => setDecided('denied') });
  if (decided !== undefined)
    return (
      <Result
        status={decided === 'confirmed' ? 'success' : 'info'}
        title={t(`terminal.${decided}`)}
        subTitle={t(`terminal.${decided}Text`)}
        extra={<Link to="/keys">{t('terminal.keys')}</Link>}
      />
    );
  const error = confirm.error ?? deny.error;
  return (
    <Loaded query={asking}>
      {({ userCode: shown, name, address, askedAt, scope }) => (
        <>
          <p>{t('terminal.same')}</p>
          <p className={styles.code}>{shown}</p>
          <Facts
            facts={[
              [t('terminal.name'), name],
              [t('terminal.address'), address],
              [t('terminal.askedAt'), <TimeText key="at" at={askedAt} />],
              [t('terminal.scope'), t(`keys.scopes.${scope}`)],
            ]}
          />
          {error !== null && <ErrorNotice error={error} />}
          <div className={styles.actions}>
            <Button type="primary" loading={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
              {t('terminal.confirm')}
            </Button>
            <Button danger loading={deny.isPending} onClick={() => deny.mutate(undefined)}>
              {t('terminal.deny')}
            </Button>
          </div>
        </>
      )}
    </Loaded>
  );
}
