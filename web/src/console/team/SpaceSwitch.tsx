import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useAct } from '../../desk/calls/use-act.ts';
import { BarMenu } from '../../desk/frame/BarMenu.tsx';
import { sessionQuery, useSession } from '../../desk/session/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';

/** For whoever is a member of several accounts: in which of them this browser is. Nothing for everybody else. */
export function SpaceSwitch({ className }: { className?: string | undefined }) {
  const t = useText();
  const { account, spaces } = useSession();
  const queryClient = useQueryClient();
  const router = useRouter();
  const change = useAct(
    async (id: string) => {
      const space = spaces.find((one) => one.id === id);
      if (!space || id === account.id) return;
      const session = await api.chooseSpace({ body: { accountId: space.id } });
      await router.navigate({ to: '/market', search: {} }); // what is shown now may not be there
      queryClient.clear();
      queryClient.setQueryData(sessionQuery().queryKey, session);
      await router.invalidate();
    },
    { done: t('space.switched'), refresh: [] },
  );
  if (spaces.length < 2) return null;
  return (
    <BarMenu
      name="space"
      label={t('space.current', { account: account.name })}
      items={spaces.map(({ id, name, role }) => ({ key: id, label: `${name} · ${t(`products.roles.${role}`)}` }))}
      chosen={[account.id]}
      onChoose={(id) => change.mutate(id)}
      className={className}
    >
      <Icon name="person" />
      <span style={{ maxWidth: 120, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {account.name}
      </span>
    </BarMenu>
  );
}
