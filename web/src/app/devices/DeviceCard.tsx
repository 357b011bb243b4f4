import type { OwnerDevice } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { CameraPicture } from './CameraPicture.tsx';
import styles from './DeviceCard.module.css';
import { LastSeen } from './LastSeen.tsx';
import { PresenceTag, standingOf } from './PresenceTag.tsx';

/** A device in the list: which it is, and whether it is there. */
export function DeviceCard({ device }: { device: OwnerDevice }) {
  const { deviceId, kind, name, productName, presence } = device;
  return (
    <li>
      <Link
        to="/devices/$deviceId"
        params={{ deviceId }}
        className={`${styles.card} ${styles[standingOf(device)] ?? ''}`}
      >
        <span className={styles.picture}>
          <CameraPicture size={32} />
        </span>
        <span className={styles.words}>
          <span className={styles.name}>{name}</span>
          {kind === 'camera' && productName !== name && <span className={styles.product}>{productName}</span>}
          {presence === 'offline' && (
            <span className={styles.seen}>
              <LastSeen device={device} />
            </span>
          )}
        </span>
        <PresenceTag device={device} />
      </Link>
    </li>
  );
}
