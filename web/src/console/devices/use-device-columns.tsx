import type { MakerDevice } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import type { Column } from '../frame/DataTable.tsx';
import { useText } from '../texts/index.ts';
import { useRegionNames } from '../use-region-names.ts';
import { MotionText } from './MotionText.tsx';
import { PresenceTag } from './PresenceTag.tsx';

type Device = z.output<typeof MakerDevice>;

export function useDeviceColumns(): Column<Device>[] {
  const t = useText();
  const regionNames = useRegionNames();
  return [
    { key: 'id', title: t('application.deviceId'), cell: ({ deviceId }) => <Ident value={deviceId} /> },
    { key: 'presence', title: t('devices.presence'), cell: (device) => <PresenceTag presence={device.presence} /> },
    {
      key: 'pid',
      title: 'PID',
      cell: ({ pid }) => (
        <Link to="/products/$pid" params={{ pid }}>
          {pid}
        </Link>
      ),
    },
    {
      key: 'firmware',
      title: t('application.firmware'),
      cell: ({ firmware }) => firmware ?? t('application.unknown'),
    },
    { key: 'region', title: t('common.region'), cell: ({ region }) => regionNames([region]) },
    { key: 'motion', title: t('devices.motion'), cell: (device) => <MotionText device={device} /> },
    {
      key: 'owner',
      title: t('devices.owner'),
      cell: ({ tester }) => (tester ? t('devices.tester') : t('devices.user')),
    },
    {
      key: 'seen',
      title: t('devices.lastSeen'),
      cell: ({ lastSeenAt }) => (lastSeenAt ? <TimeText at={lastSeenAt} /> : t('common.none')),
    },
    {
      key: 'action',
      title: '',
      cell: ({ deviceId }) => (
        <Link to="/my/services/video-cloud-storage/add" search={{ device: deviceId }}>
          {t('devices.activate')}
        </Link>
      ),
    },
  ];
}
