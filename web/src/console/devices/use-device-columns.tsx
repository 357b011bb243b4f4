import type { MakerDevice, Product } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { SampleTag } from '../application/SampleTag.tsx';
import { useKnownProducts } from '../products/use-known-products.ts';
import { useText } from '../texts/index.ts';
import styles from './devices.module.css';
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
          </Link>{' '}
          {tester && <StateTag tone="running" icon="check" text={t('devices.tester')} />}
        </>
      ),
    },
    { key: 'pid', title: 'PID', phone: 'none', cell: ({ pid }) => <Ident value={pid} /> },
    {
      key: 'id',
      title: t('application.deviceId'),
      cell: ({ deviceId, sample }) => (
        <>
          <Ident value={deviceId} /> <SampleTag sample={sample} />
        </>
      ),
    },
    { key: 'region', title: t('device.region'), cell: ({ region }) => regionNames([region]) },
    {
      key: 'presence',
      title: t('devices.presence'),
      phone: 'state',
      cell: ({ presence }) => <PresenceTag presence={presence} />,
    },
    {
      key: 'firmware',
      title: t('application.firmware'),
      cell: ({ firmware }) => firmware ?? t('application.unknown'),
    },
    {
      key: 'action',
      title: t('common.actions'),
      phone: 'action',
      cell: (device) => (
        <span className={styles.acts}>
          <Link to="/devices/$deviceId" params={{ deviceId: device.deviceId }} search={{}}>
            {t('devices.log')}
          </Link>
          <Activate device={device} isActivated={isTaken(device, known?.get(device.pid)?.activation)} />
        </span>
      ),
    },
  ];
}

/** Whether its product is activated, and not by a browser that it would take the place of. */
const isTaken = ({ sample }: Device, activation: Product['activation'] | undefined): boolean =>
  !!activation && !(activation.sample === 'browser' && sample !== 'browser');

/** Only what would not be refused is offered. */
function Activate({ device: { deviceId, pid, presence }, isActivated }: { device: Device; isActivated: boolean }) {
  const t = useText();
  if (isActivated)
    return (
      <Link to="/my/services/video-cloud-storage/items/$pid" params={{ pid }} className="whole">
        {t('devices.activated')}
      </Link>
    );
  if (presence === 'offline') return null;
  return (
    <Link to="/my/services/video-cloud-storage/add" search={{ device: deviceId }} className="whole">
      {t('devices.activate')}
    </Link>
  );
}
