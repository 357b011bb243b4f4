import type { OwnerDevice } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { TimeText } from '../../ui/TimeText.tsx';
import { LinkRow, linkRowClass } from '../parts/LinkRow.tsx';
import { useText } from '../texts/index.ts';
import styles from './DevicePage.module.css';

/** The way to cloud storage. Before the product is activated there is nothing here, not even a hint of it. */
export function CloudEntry({ device: { deviceId, cloudStorage } }: { device: OwnerDevice }) {
  const t = useText();
  const wasAbsent = useRef(cloudStorage === null).current;
  const arrived = wasAbsent && cloudStorage !== null;
  return (
    <>
      {cloudStorage && (
        <section className={`${styles.entry} ${arrived ? styles.arrived : ''}`} aria-label={t('cloud.entry')}>
          <Link to="/devices/$deviceId/cloud-storage" params={{ deviceId }} className={linkRowClass}>
            <LinkRow icon="cloud" title={t('cloud.entry')} text={<EntryText cloudStorage={cloudStorage} />} />
          </Link>
        </section>
      )}
      {wasAbsent && (
        <span role="status" className="visually-hidden">
          {arrived && t('cloud.arrived')}
        </span>
      )}
    </>
  );
}

function EntryText({ cloudStorage: { state, until, olderFirmware } }: Shown) {
  const t = useText();
  if (state === 'expired') return t('cloud.expired');
  if (state === 'active' && until)
    return (
      <>
        {t('cloud.until')} <TimeText at={until} exact />
      </>
    );
  return olderFirmware ? t('cloud.entryOlder') : t('cloud.entryText');
}

type Shown = { cloudStorage: NonNullable<OwnerDevice['cloudStorage']> };
