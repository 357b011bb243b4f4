import type { OwnerDevice } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { DeviceCard } from '../devices/DeviceCard.tsx';
import { Button, buttonClass } from '../parts/Button.tsx';
import { useText } from '../texts/index.ts';
import styles from './Pairing.module.css';

/** The camera that has just paired, and the way to its page. */
export function Paired({ device, onAnother }: { device: OwnerDevice; onAnother: () => void }) {
  const t = useText();
  const open = useRef<HTMLAnchorElement>(null);
  useEffect(() => open.current?.focus({ preventScroll: true }), []);
  return (
    <div className={styles.paired}>
      <div className={styles.success} role="status">
        <span className={styles.tick}>
          <Icon name="check" size={40} />
        </span>
        <strong>{t('pairing.done')}</strong>
        <p>{t('pairing.doneText', { name: device.name })}</p>
        {device.presence === 'offline' && <p>{t('pairing.coming')}</p>}
      </div>
      <ul>
        <DeviceCard device={device} />
      </ul>
      <Link
        ref={open}
        to="/devices/$deviceId"
        params={{ deviceId: device.deviceId }}
        className={buttonClass('primary')}
      >
        {t('pairing.open')}
      </Link>
      <Button onClick={onAnother}>{t('pairing.another')}</Button>
    </div>
  );
}
