import type { LoginSession } from '@kaitong/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { nameBrowser } from '../../ui/name-browser.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useAct } from '../calls/use-act.ts';
import { Loaded } from '../parts/Loaded.tsx';
import { Panel } from '../parts/Panel.tsx';
import { type Column, DataTable } from '../table/DataTable.tsx';
import { useText } from '../texts/index.ts';
import { accountsApi } from './session.ts';

const loginSessions = () =>
  queryOptions({ queryKey: ['login-sessions'], queryFn: async () => (await accountsApi.listSessions({})).items });

/** Where somebody is signed in, and the way to end it elsewhere. */
export function SessionsPanel() {
  const t = useText();
  const columns: Column<LoginSession>[] = [
    {
      key: 'browser',
      title: t('security.browser'),
      wide: true,
      phone: 'name',
      cell: (session) => <BrowserName session={session} />,
    },
    { key: 'address', title: t('security.address'), cell: ({ address }) => address ?? t('common.none') },
    {
      key: 'started',
      title: t('security.startedAt'),
      phone: 'labelled',
      cell: ({ startedAt }) => <TimeText at={startedAt} />,
    },
    { key: 'seen', title: t('security.seenAt'), phone: 'labelled', cell: ({ seenAt }) => <TimeText at={seenAt} /> },
    { key: 'action', title: t('common.actions'), phone: 'action', cell: (session) => <End session={session} /> },
  ];
  return (
    <Loaded query={useQuery(loginSessions())}>
      {(items) => (
        <Panel title={t('security.sessions')} extra={items.length > 1 && <EndOthers />}>
          <DataTable
            label={t('security.sessions')}
            columns={columns}
            items={items}
            keyOf={({ id }) => id}
            empty={null}
          />
        </Panel>
      )}
    </Loaded>
  );
}

function BrowserName({ session: { browser, current } }: { session: LoginSession }) {
  const t = useText();
  const name = nameBrowser(browser) ?? t('security.unknownBrowser');
  return <span title={browser ?? ''}>{current ? t('security.thisOne', { name }) : name}</span>;
}

function End({ session: { id, current } }: { session: LoginSession }) {
  const t = useText();
  const end = useAct(() => accountsApi.endSession({ params: { id } }), {
    done: t('security.ended'),
    refresh: ['login-sessions'],
  });
  if (current) return t('common.none');
  return (
    <Button size="small" danger loading={end.isPending} onClick={() => end.mutate(undefined)}>
      {t('security.end')}
    </Button>
  );
}

function EndOthers() {
  const t = useText();
  const { modal } = App.useApp();
  const end = useAct(() => accountsApi.endOtherSessions({}), {
    done: t('security.ended'),
    refresh: ['login-sessions'],
  });
  const ask = () =>
    modal.confirm({
      title: t('security.endOthersTitle'),
      content: t('security.endOthersText'),
      okText: t('security.endOthers'),
      okButtonProps: { danger: true },
      onOk: () => end.mutate(undefined),
    });
  return (
    <Button danger loading={end.isPending} onClick={ask}>
      {t('security.endOthers')}
    </Button>
  );
}
