import type { MakerDevice } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import type { Column } from '../frame/DataTable.tsx';
import { StateTag } from '../frame/StateTag.tsx';
import { useText } from '../texts/index.ts';
import { useRegionNames } from '../use-region-names.ts';
import styles from './devices.module.css';
import { MotionText } from './MotionText.tsx';
import { PresenceTag } from './PresenceTag.tsx';

type Device = z.output<typeof MakerDevice>;

export function useDeviceColumns(): Column<Device>[] {
  const t = useText();
  const regionNames = useRegionNames();
  return [
    {
      key: 'id',
      title: t('application.deviceId'),
      cell: ({ deviceId, pid, region, tester }) => (
        <>
          <Ident value={deviceId} />
          <div className={styles.more}>
            <Link to="/products/$pid" params={{ pid }}>
              PID {pid}
            </Link>
            {regionNames([region])}
            {tester && <StateTag tone="running" icon="check" text={t('devices.tester')} />}
          </div>
        </>
      ),
    },
    { key: 'presence', title: t('devices.presence'), cell: (device) => <PresenceTag presence={device.presence} /> },
    {
      key: 'firmware',
      title: t('application.firmware'),
      cell: ({ firmware }) => firmware ?? t('application.unknown'),
    },
    { key: 'motion', title: t('devices.motion'), cell: (device) => <MotionText device={device} /> },
    {
      key: 'seen',
      title: t('devices.lastSeen'),
      cell: ({ lastSeenAt }) => (lastSeenAt ? <TimeText at={lastSeenAt} /> : t('common.none')),
    },
    {
      key: 'action',
      title: t('common.actions'),
      cell: ({ deviceId }) => (
        <Link to="/my/services/video-cloud-storage/add" search={{ device: deviceId }} className="whole">
          {t('devices.activate')}
        </Link>
      ),
    },
  ];
}
