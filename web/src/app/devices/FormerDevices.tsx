import type { OwnerDevice } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import { CameraPicture } from './CameraPicture.tsx';
import styles from './DeviceCard.module.css';

/** Cameras that somebody else has now: what they recorded can be watched for a while. */
export function FormerDevices({ former }: { former: readonly OwnerDevice[] }) {
  const t = useText();
  if (former.length === 0) return null;
  return (
    <section className={styles.former} aria-label={t('devices.former')}>
      <h2>{t('devices.former')}</h2>
      <ul className={styles.list}>
        {former.map(({ deviceId, name, footageUntil }) => (
          <li key={deviceId}>
            <Link to="/devices/$deviceId" params={{ deviceId }} className={styles.card}>
              <span className={styles.picture}>
                <CameraPicture size={32} />
              </span>
              <span className={styles.words}>
                <span className={styles.name}>{name}</span>
                {footageUntil && (
                  <span className={styles.seen}>
                    {t('devices.formerUntil')} <TimeText at={footageUntil} />
                  </span>
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
