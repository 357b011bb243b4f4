import { type Member, Role } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Select } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { useSession } from '../../desk/session/session.ts';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { useMay } from './use-may.ts';

export function MembersPanel() {
  const t = useText();
  const { user } = useSession();
  const columns: Column<Member>[] = [
    {
      key: 'name',
      title: t('team.name'),
      wide: true,
      phone: 'name',
      cell: ({ name, userId }) => (userId === user.id ? name + t('team.you') : name),
    },
    { key: 'login', title: t('team.login'), cell: ({ login }) => login },
    { key: 'role', title: t('team.role'), phone: 'state', cell: (member) => <RoleOf member={member} /> },
    { key: 'joined', title: t('team.joinedAt'), cell: ({ joinedAt }) => <TimeText at={joinedAt} /> },
    { key: 'action', title: t('common.actions'), phone: 'action', cell: (member) => <End member={member} /> },
  ];
  return (
    <Panel title={t('team.members')}>
      <Loaded query={useQuery(queries.members())}>
        {({ items }) => (
          <DataTable
            label={t('team.members')}
            columns={columns}
            items={items}
            keyOf={({ userId }) => userId}
            empty={null}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function RoleOf({ member: { userId, name, role } }: { member: Member }) {
  const t = useText();
  const may = useMay();
  const change = useAct((next: Role) => api.changeMember({ params: { userId }, body: { role: next } }), {
    done: t('team.roleChanged'),
    refresh: ['members', 'session'],
  });
  if (!may('changeMember')) return t(`products.roles.${role}`);
  return (
    <Select
      size="small"
      style={{ width: 132 }}
      value={role}
      loading={change.isPending}
      aria-label={t('team.changeRole', { name })}
      options={Role.options.map((value) => ({ value, label: t(`products.roles.${value}`) }))}
      onChange={(next) => change.mutate(next)}
    />
  );
}

/** Leaves, if it is oneself. */
function End({ member: { userId, name } }: { member: Member }) {
  const t = useText();
  const may = useMay();
  const { user, account } = useSession();
  const { modal } = App.useApp();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const isSelf = userId === user.id;
  const end = useAct(
    async () => {
      await api.removeMember({ params: { userId } });
      if (!isSelf) return;
      queryClient.clear();
      await navigate({ to: '/sign-in', search: {} });
    },
    { done: t(isSelf ? 'team.left' : 'team.removed'), refresh: isSelf ? [] : ['members', 'invitations'] },
  );
  if (!isSelf && !may('changeMember')) return null;
  const ask = () =>
    modal.confirm({
      title: isSelf ? t('team.leaveTitle', { account: account.name }) : t('team.removeTitle', { name }),
      content: t(isSelf ? 'team.leaveText' : 'team.removeText'),
      okText: t(isSelf ? 'team.leave' : 'team.remove'),
      okButtonProps: { danger: true },
      onOk: () => end.mutate(),
    });
  return (
    <Button size="small" danger loading={end.isPending} onClick={ask}>
      {t(isSelf ? 'team.leave' : 'team.remove')}
    </Button>
  );
}
