import type { DeviceAuthority, Product } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { AddDeviceAuthority } from './AddDeviceAuthority.tsx';
import { RemoveDeviceAuthority } from './RemoveDeviceAuthority.tsx';

/** The maker's own authorities, whose certificates prove units of a product. */
export function DeviceAuthorities({ product: { pid, role } }: { product: Product }) {
  const t = useText();
  const [adding, setAdding] = useState(false);
  const mayChange = useMay()('addDeviceAuthority', role);
  const columns: Column<DeviceAuthority>[] = [
    { key: 'subject', title: t('deviceAuthorities.subject'), phone: 'name', cell: ({ subject }) => subject },
    {
      key: 'fingerprint',
      title: t('deviceAuthorities.fingerprint'),
      cell: ({ fingerprint }) => <Ident value={fingerprint} />,
    },
    {
      key: 'endsAt',
      title: t('deviceAuthorities.endsAt'),
      phone: 'labelled',
      cell: ({ endsAt }) => <TimeText at={endsAt} />,
    },
    {
      key: 'addedAt',
      title: t('deviceAuthorities.addedAt'),
      phone: 'labelled',
      cell: ({ addedAt }) => <TimeText at={addedAt} />,
    },
    ...(mayChange
      ? [
          {
            key: 'action',
            title: t('common.actions'),
            phone: 'action' as const,
            cell: (authority: DeviceAuthority) => <RemoveDeviceAuthority pid={pid} authority={authority} />,
          },
        ]
      : []),
  ];
  const authorities = useQuery(queries.deviceAuthorities(pid));
  // Then the button stands where the first one will.
  const isEmpty = authorities.data?.items.length === 0;
  return (
    <Panel
      title={t('deviceAuthorities.title')}
      extra={mayChange && !isEmpty && <Button onClick={() => setAdding(true)}>{t('deviceAuthorities.add')}</Button>}
    >
      <p style={{ marginTop: 0 }}>{t('deviceAuthorities.text')}</p>
      <Loaded query={authorities}>
        {({ items }) => (
          <DataTable
            label={t('deviceAuthorities.title')}
            items={items}
            columns={columns}
            keyOf={({ fingerprint }) => fingerprint}
            empty={
              <EmptyState picture="check" title={t('deviceAuthorities.empty')} text={t('deviceAuthorities.emptyText')}>
                {mayChange ? (
                  <Button onClick={() => setAdding(true)}>{t('deviceAuthorities.add')}</Button>
                ) : (
                  <AskTeam />
                )}
              </EmptyState>
            }
          />
        )}
      </Loaded>
      {adding && <AddDeviceAuthority pid={pid} onClose={() => setAdding(false)} />}
    </Panel>
  );
}
