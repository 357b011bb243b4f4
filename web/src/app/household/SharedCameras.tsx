import type { OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { DeviceTile } from '../devices/DeviceTile.tsx';
import home from '../devices/Home.module.css';
import styles from './Household.module.css';
import { useText } from './texts/index.ts';

export type SharedCamerasProps = {
  devices: readonly OwnerDevice[];
  pictures: ReadonlyMap<string, RecordedEvent> | undefined;
};

/** At home: cameras of others that may be used, each with its owner's name. */
export function SharedCameras({ devices, pictures }: SharedCamerasProps) {
  const t = useText();
  return (
    <section className={styles.shared} aria-label={t('shared')}>
      <h2>{t('shared')}</h2>
      <ul className={home.tiles}>
        {devices.map((device) => (
          <DeviceTile key={device.deviceId} device={device} last={pictures?.get(device.deviceId)} />
        ))}
      </ul>
    </section>
  );
}
