import type { OwnerDevice } from '@kaitong/contract';
import { CameraPicture } from '../devices/CameraPicture.tsx';
import { LastSeen } from '../devices/LastSeen.tsx';
import { PresenceTag } from '../devices/PresenceTag.tsx';
import { useText } from '../texts/index.ts';
import styles from './DevicePage.module.css';

/** Whether the device is there, and which software runs on it. */
export function State({ device }: { device: OwnerDevice }) {
  const { kind, presence, firmware } = device;
  const t = useText();
  return (
    <section className={styles.state} aria-label={t('device.state')}>
      <span className={`${styles.picture} ${presence === 'online' ? styles.online : ''}`}>
        <CameraPicture size={52} />
      </span>
      <div className={styles.facts}>
        <PresenceTag device={device} />
        {presence !== 'online' && (
          <p>
            <LastSeen device={device} />
          </p>
        )}
        {kind === 'camera' && (
          <p>
            {t('device.firmware')} {firmware ?? t('device.firmwareUnknown')}
          </p>
        )}
      </div>
    </section>
  );
}
