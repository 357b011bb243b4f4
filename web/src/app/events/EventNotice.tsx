import type { DeviceId } from '@kaitong/contract';
import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../footage/texts/index.ts';
import styles from './EventNotice.module.css';
import { findNewEvent, type NewEvent, tellOutside } from './find-new-event.ts';

type Props = {
  /** Of whose camera something is new; another object each time. */
  grown: { deviceId: DeviceId };
  go: (path: string) => void;
};

const SHOWN_MS = 8_000;

/** Says on every other page that something happened at a camera, and leads there. */
export default function EventNotice({ grown, go }: Props) {
  const t = useText();
  const [found, setFound] = useState<NewEvent>();
  const { pathname } = useLocation();
  useEffect(() => {
    let isCurrent = true;
    findNewEvent(grown.deviceId)
      .then((event) => {
        if (!event || !isCurrent) return;
        if (document.visibilityState === 'visible') setFound(event);
        else void tellOutside(event, go);
      })
      .catch(() => {}); // it is in the list all the same
    return () => {
      isCurrent = false;
    };
  }, [grown, go]);
  useEffect(() => {
    if (!found) return;
    const timer = setTimeout(() => setFound(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [found]);
  const isThere = found !== undefined && pathname.startsWith(`/devices/${found.deviceId}/footage`);
  return (
    <div role="status" className={styles.place}>
      {found && !isThere && (
        <div className={styles.notice}>
          {found.previewUrl && <img src={found.previewUrl} alt="" width={64} height={36} />}
          <span>{t('alarms.happened', { camera: found.camera, kind: t(`footage.types.${found.type}`) })}</span>
          <Link
            to="/devices/$deviceId/footage"
            params={{ deviceId: found.deviceId }}
            search={{ event: found.eventId }}
            onClick={() => setFound(undefined)}
          >
            {t('alarms.look')}
          </Link>
          <button type="button" aria-label={t('alarms.dismiss')} onClick={() => setFound(undefined)}>
            <Icon name="cross" size={18} />
          </button>
        </div>
      )}
    </div>
  );
}
