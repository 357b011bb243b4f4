import type { MakerDevice, Soak } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import { FormModal } from '../../desk/dialog/FormModal.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { SoakState } from './SoakState.tsx';

/** The soaks of a product's cameras, and where one is started. */
export function SoakHistory({ pid, canStart }: { pid: string; canStart: boolean }) {
  const t = useText();
  const [starting, setStarting] = useState(false);
  const columns: Column<Soak>[] = [
    { key: 'at', title: t('conformance.startedAt'), cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    { key: 'outcome', title: t('conformance.outcome'), phone: 'state', cell: (soak) => <SoakState soak={soak} /> },
    {
      key: 'device',
      title: t('application.deviceId'),
      phone: 'name',
      cell: ({ deviceId }) => <Ident value={deviceId} />,
    },
    { key: 'firmware', title: t('application.firmware'), cell: ({ firmware }) => firmware ?? t('application.unknown') },
    {
      key: 'report',
      title: t('soak.report'),
      phone: 'action',
      cell: ({ id }) => (
        <Link to="/soaks/$id" params={{ id }}>
          {t('failed.details')}
        </Link>
      ),
    },
  ];
  return (
    <Panel
      title={t('soak.title')}
      extra={canStart && <Button onClick={() => setStarting(true)}>{t('soak.start')}</Button>}
    >
      <p style={{ marginTop: 0, maxWidth: '88ch' }}>{t('soak.lead')}</p>
      <PagedTable
        label={t('soak.title')}
        query={useInfiniteQuery(queries.soaks(pid))}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <EmptyState
            picture="check"
            title={t('soak.none')}
            text={t('soak.noneText')}
            command="npx kaitong soak start DEVICE_ID"
          />
        }
      />
      {starting && <StartSoak pid={pid} onClose={() => setStarting(false)} />}
    </Panel>
  );
}

function StartSoak({ pid, onClose }: { pid: string; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const devices = useInfiniteQuery(queries.devices({ pid, only: 'testers' }));
  return (
    <FormModal<{ deviceId: string }, { id: string }>
      title={t('soak.start')}
      okText={t('soak.start')}
      disabled={!devices.data?.pages.some(({ items }) => items.length > 0)}
      initial={{}}
      send={(body) => api.startSoak({ body })}
      refresh={['soaks']}
      onDone={({ id }) => navigate({ to: '/soaks/$id', params: { id } })}
      onClose={onClose}
    >
      <Loaded query={devices}>{({ pages }) => <Cameras testers={pages.flatMap(({ items }) => items)} />}</Loaded>
    </FormModal>
  );
}

function Cameras({ testers }: { testers: z.output<typeof MakerDevice>[] }) {
  const t = useText();
  const first = testers.find(({ presence }) => presence !== 'offline') ?? testers[0];
  if (!first)
    return (
      <EmptyState picture="camera" title={t('soak.noTester')} text={t('soak.noTesterText')}>
        <LinkButton to="/testers">{t('menu.testers')}</LinkButton>
      </EmptyState>
    );
  return (
    <>
      <p>{t('soak.noneText')}</p>
      <Form.Item name="deviceId" label={t('soak.camera')} initialValue={first.deviceId}>
        <Select
          showSearch
          options={testers.map(({ deviceId, presence, firmware }) => ({
            value: deviceId,
            label: `${deviceId} · ${firmware ?? ''} · ${t(`devices.presences.${presence}`)}`,
          }))}
        />
      </Form.Item>
    </>
  );
}
