import type { OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { CameraPicture } from './CameraPicture.tsx';
import styles from './Home.module.css';
import { LastSeen } from './LastSeen.tsx';
import { PresenceWords, standingOf } from './PresenceTag.tsx';

type Props = { device: OwnerDevice; last: RecordedEvent | undefined };

/** A camera at home: what it saw last, which it is, and whether it is there. */
export function DeviceTile({ device, last }: Props) {
  const { deviceId, name, presence, sharedBy } = device;
  return (
    <li>
      <Link
        to="/devices/$deviceId"
        params={{ deviceId }}
        className={`${styles.tile} ${styles[standingOf(device)] ?? ''}`}
      >
        {last?.previewUrl ? (
          <>
            <img src={last.previewUrl} alt="" loading="lazy" />
            <span className={styles.when}>
              <TimeText at={last.happenedAt} />
            </span>
          </>
        ) : (
          <span className={styles.blank}>
            <CameraPicture size={40} />
          </span>
        )}
        <span className={styles.words}>
          <span className={styles.name}>{name}</span>
          {sharedBy && (
            <span className={styles.state}>
              <span>
                <Icon name="person" size={14} />
                {sharedBy.ownerName}
              </span>
            </span>
          )}
          <span className={styles.state}>
            <span>
              <PresenceWords device={device} size={14} />
            </span>
            {presence === 'offline' && (
              <span>
                <LastSeen device={device} />
              </span>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}
