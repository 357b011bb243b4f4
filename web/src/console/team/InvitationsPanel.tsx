import type { Invitation } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

/** Open invitations, for whoever may invite. */
export function InvitationsPanel({ onInvite }: { onInvite: () => void }) {
  const t = useText();
  const columns: Column<Invitation>[] = [
    { key: 'login', title: t('team.login'), wide: true, phone: 'name', cell: ({ login }) => login },
    { key: 'role', title: t('team.role'), phone: 'state', cell: ({ role }) => t(`products.roles.${role}`) },
    {
      key: 'scope',
      title: t('team.scope'),
      cell: ({ pids }) => (pids ? t('team.intoProducts', { n: pids.length }) : t('team.into')),
    },
    { key: 'by', title: t('team.invitedBy'), phone: 'labelled', cell: ({ invitedBy }) => invitedBy ?? '–' },
    {
      key: 'until',
      title: t('team.expiresAt'),
      phone: 'labelled',
      cell: ({ expiresAt }) => <TimeText at={expiresAt} />,
    },
    {
      key: 'action',
      title: t('common.actions'),
      phone: 'action',
      cell: (invitation) => <Withdraw invitation={invitation} />,
    },
  ];
  return (
    <Panel title={t('team.invitations')}>
      <PagedTable
        label={t('team.invitations')}
        query={useInfiniteQuery(queries.invitations())}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <EmptyState picture="person" title={t('team.noInvitations')} text={t('team.noInvitationsText')}>
            <Button onClick={onInvite}>{t('team.invite')}</Button>
          </EmptyState>
        }
      />
    </Panel>
  );
}

function Withdraw({ invitation: { id } }: { invitation: Invitation }) {
  const t = useText();
  const withdraw = useAct(() => api.withdrawInvitation({ params: { id } }), {
    done: t('team.withdrawn'),
    refresh: ['invitations'],
  });
  return (
    <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
      {t('team.withdraw')}
    </Button>
  );
}
