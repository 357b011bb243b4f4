import type { OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import { CameraPicture } from './CameraPicture.tsx';
import styles from './Home.module.css';
import { LastSeen } from './LastSeen.tsx';
import { iconOf } from './PresenceTag.tsx';

type Props = { device: OwnerDevice; last: RecordedEvent | undefined };

/** A camera at home: what it saw last, which it is, and whether it is there. */
export function DeviceTile({ device: { deviceId, name, presence, lastSeenAt, sharedBy }, last }: Props) {
  const t = useText();
  return (
    <li>
      <Link to="/devices/$deviceId" params={{ deviceId }} className={`${styles.tile} ${styles[presence] ?? ''}`}>
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
              <Icon name={iconOf[presence]} size={14} />
              {t(`presence.${presence}`)}
            </span>
            {presence === 'offline' && (
              <span>
                <LastSeen at={lastSeenAt} />
              </span>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}
