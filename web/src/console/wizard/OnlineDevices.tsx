import { useQuery } from '@tanstack/react-query';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './OnlineDevices.module.css';

const SHOWN = 6;

/** Devices of the account's products that are online now, to pick instead of typing. Nothing where there is none. */
export function OnlineDevices({ onPick }: { onPick: (deviceId: string) => void }) {
  const t = useText();
  const { data } = useQuery(queries.devices({}));
  const online = data?.items.filter((device) => device.presence !== 'offline').slice(0, SHOWN) ?? [];
  if (online.length === 0) return null;
  return (
    <section className={styles.devices}>
      <h2>{t('wizard.pick')}</h2>
      <ul>
        {online.map((device) => (
          <li key={device.deviceId}>
            <button type="button" onClick={() => onPick(device.deviceId)}>
              <span className={styles.id}>{device.deviceId}</span>
              <span>PID {device.pid}</span>
              {device.firmware && <span>{device.firmware}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
