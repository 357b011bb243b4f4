import type { app, Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../frame/Page.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { More } from '../parts/More.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { CameraPicture } from './CameraPicture.tsx';
import { DeviceCard } from './DeviceCard.tsx';
import styles from './DevicesPage.module.css';
import { FormerDevices } from './FormerDevices.tsx';

export function DevicesPage() {
  const t = useText();
  const devices = useInfiniteQuery(queries.devices());
  const add = (
    <Link to="/add" className={buttonClass('primary', styles.add)}>
      <Icon name="plus" size={20} />
      {t('devices.add')}
    </Link>
  );
  return (
    <Page title={t('devices.title')}>
      <Loaded query={devices} what={t('devices.title')}>
        {({ pages }) => <Devices pages={pages} add={add} />}
      </Loaded>
      <More query={devices} />
    </Page>
  );
}

type ListedPage = Pick<Output<typeof app.listDevices>, 'items' | 'former'>;

function Devices({ pages, add }: { pages: readonly ListedPage[]; add: ReactNode }) {
  const t = useText();
  const paired = pages.flatMap(({ items }) => items);
  return (
    <>
      {paired.length === 0 ? (
        <Empty picture={<CameraPicture size={112} />} title={t('devices.empty')} text={t('devices.emptyText')}>
          {add}
        </Empty>
      ) : (
        <>
          <ul className={styles.list}>
            {paired.map((device) => (
              <DeviceCard key={device.deviceId} device={device} />
            ))}
          </ul>
          <div className={styles.reach}>{add}</div>
        </>
      )}
      <FormerDevices former={pages.flatMap(({ former }) => former)} />
    </>
  );
}
