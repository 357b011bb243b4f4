import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../frame/Page.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { CameraPicture } from './CameraPicture.tsx';
import { DeviceCard } from './DeviceCard.tsx';
import styles from './DevicesPage.module.css';
import { FormerDevices } from './FormerDevices.tsx';

export function DevicesPage() {
  const t = useText();
  const devices = useQuery(queries.devices());
  const add = (
    <Link to="/add" className={buttonClass('primary', styles.add)}>
      <Icon name="plus" size={20} />
      {t('devices.add')}
    </Link>
  );
  return (
    <Page title={t('devices.title')}>
      <Loaded query={devices} what={t('devices.title')}>
        {(items) =>
          items.length === 0 ? (
            <Empty picture={<CameraPicture size={112} />} title={t('devices.empty')} text={t('devices.emptyText')}>
              {add}
            </Empty>
          ) : (
            <>
              <ul className={styles.list}>
                {items.map((device) => (
                  <DeviceCard key={device.deviceId} device={device} />
                ))}
              </ul>
              <div className={styles.reach}>{add}</div>
            </>
          )
        }
      </Loaded>
      <FormerDevices />
    </Page>
  );
}
