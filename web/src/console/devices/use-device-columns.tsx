import type { MakerDevice, Product } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { SampleTag } from '../application/SampleTag.tsx';
import { useKnownProducts } from '../products/use-known-products.ts';
import { useText } from '../texts/index.ts';
import styles from './devices.module.css';
import { MotionText } from './MotionText.tsx';
import { PresenceTag } from './PresenceTag.tsx';

type Device = z.output<typeof MakerDevice>;

export function useDeviceColumns(): Column<Device>[] {
  const t = useText();
  const regionNames = useRegionNames();
  const known = useKnownProducts();
  return [
    {
      key: 'product',
      title: t('application.product'),
      wide: true,
      phone: 'name',
      cell: ({ pid, tester }) => (
        <>
          <Link to="/products/$pid" params={{ pid }}>
            {known?.get(pid)?.name ?? pid}
          </Link>
          <div className={styles.more}>
            <span className={styles.pid}>
              <Ident value={pid} />
            </span>
            {tester && <StateTag tone="running" icon="check" text={t('devices.tester')} />}
          </div>
        </>
      ),
    },
    {
      key: 'id',
      title: t('application.deviceId'),
      cell: ({ deviceId, sample }) => (
        <>
          <Ident value={deviceId} /> <SampleTag sample={sample} />
          <div>
            <Link to="/devices/$deviceId" params={{ deviceId }} search={{}}>
              {t('devices.log')}
            </Link>
          </div>
        </>
      ),
    },
    { key: 'region', title: t('device.region'), cell: ({ region }) => regionNames([region]) },
    {
      key: 'presence',
      title: t('devices.presence'),
      phone: 'state',
      cell: ({ presence, lastSeenAt }) => (
        <>
          <PresenceTag presence={presence} />
          {lastSeenAt && (
            <div className={styles.soft}>
              <TimeText at={lastSeenAt} />
            </div>
          )}
        </>
      ),
    },
    {
      key: 'firmware',
      title: t('application.firmware'),
      cell: ({ firmware }) => firmware ?? t('application.unknown'),
    },
    {
      key: 'motion',
      title: t('devices.motion'),
      phone: 'none',
      cell: (device) => (
        <div className={styles.wraps}>
          <MotionText device={device} />
        </div>
      ),
    },
    {
      key: 'action',
      title: t('common.actions'),
      phone: 'action',
      cell: (device) => <Activate device={device} isActivated={isTaken(device, known?.get(device.pid)?.activation)} />,
    },
  ];
}

/** Whether its product is activated, and not by a browser that it would take the place of. */
const isTaken = ({ sample }: Device, activation: Product['activation'] | undefined): boolean =>
  !!activation && !(activation.sample === 'browser' && sample !== 'browser');

/** Only what would not be refused is offered; the rest says why not. */
function Activate({ device: { deviceId, pid, presence }, isActivated }: { device: Device; isActivated: boolean }) {
  const t = useText();
  if (isActivated)
    return (
      <Link to="/my/services/video-cloud-storage/items/$pid" params={{ pid }} className="whole">
        {t('devices.activated')}
      </Link>
    );
  if (presence === 'offline') return <span className={styles.soft}>{t('devices.onceOnline')}</span>;
  return (
    <Link to="/my/services/video-cloud-storage/add" search={{ device: deviceId }} className="whole">
      {t('devices.activate')}
    </Link>
  );
}
