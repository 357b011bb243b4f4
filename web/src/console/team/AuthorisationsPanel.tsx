import type { maker, Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { useSession } from '../../desk/session/session.ts';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { useMay } from './use-may.ts';

type Authorisation = Output<typeof maker.listAuthorisations>['items'][number];

/** 授权管理: roles on products, given to other accounts and received from them. */
export function AuthorisationsPanel({ onInvite }: { onInvite: (() => void) | null }) {
  const t = useText();
  const { account } = useSession();
  const may = useMay();
  const columns: Column<Authorisation>[] = [
    {
      key: 'product',
      title: t('team.product'),
      wide: true,
      phone: 'name',
      cell: ({ pid, productName }) => (
        <Link to="/products/$pid" params={{ pid }}>
          {productName}
        </Link>
      ),
    },
    { key: 'owner', title: t('team.owner'), phone: 'labelled', cell: ({ ownerName }) => ownerName },
    { key: 'account', title: t('team.given'), phone: 'labelled', cell: ({ accountName }) => accountName },
    { key: 'role', title: t('team.role'), phone: 'state', cell: ({ role }) => t(`products.roles.${role}`) },
    { key: 'at', title: t('keys.createdAt'), cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    ...(may('revokeAuthorisation')
      ? [
          {
            key: 'action',
            title: t('common.actions'),
            phone: 'action' as const,
            cell: (one: Authorisation) => <Revoke one={one} isOwn={one.ownerId === account.id} />,
          },
        ]
      : []),
  ];
  return (
    <Panel title={t('team.authorisations')}>
      <PagedTable
        label={t('team.authorisations')}
        query={useInfiniteQuery(queries.authorisations())}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <EmptyState picture="person" title={t('team.noAuthorisations')} text={t('team.noAuthorisationsText')}>
            {onInvite ? (
              <Button onClick={onInvite}>{t('team.invite')}</Button>
            ) : (
              <LinkButton to="/products" search={{}}>
                {t('menu.products')}
              </LinkButton>
            )}
          </EmptyState>
        }
      />
    </Panel>
  );
}

/** Of one's own product it is withdrawn, of another's given back. */
function Revoke({ one: { id, accountName, productName }, isOwn }: { one: Authorisation; isOwn: boolean }) {
  const t = useText();
  const { modal } = App.useApp();
  const revoke = useAct(() => api.revokeAuthorisation({ params: { id } }), {
    done: t('team.revoked'),
    refresh: ['authorisations', 'products'],
  });
  const ask = () =>
    modal.confirm({
      title: isOwn
        ? t('team.revokeTitle', { account: accountName, product: productName })
        : t('team.giveBackTitle', { product: productName }),
      content: t('team.revokeText'),
      okText: t(isOwn ? 'team.revoke' : 'team.giveBack'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutate(),
    });
  return (
    <Button size="small" danger loading={revoke.isPending} onClick={ask}>
      {t(isOwn ? 'team.revoke' : 'team.giveBack')}
    </Button>
  );
}
