import type { OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { TimeText } from '../../ui/TimeText.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { More } from '../parts/More.tsx';
import { dayOf } from './day/days.ts';
import { asReadBy } from './events/as-read-by.ts';
import { footageQueries } from './footage-queries.ts';
import styles from './NewestEvents.module.css';
import { Preview } from './Preview.tsx';
import { useText } from './texts/index.ts';

/** At home: what happened at all cameras, newest first. */
export function NewestEvents({ devices }: { devices: readonly OwnerDevice[] }) {
  const t = useText();
  const newest = useInfiniteQuery(footageQueries.newest());
  const cameras = new Map(devices.map((device) => [device.deviceId, device]));
  return (
    <section className={styles.newest} aria-label={t('footage.newest')}>
      <h2>{t('footage.newest')}</h2>
      <Loaded query={newest} what={t('footage.newest')}>
        {({ pages }) => {
          const events = pages.flatMap(({ items }) => items);
          if (events.length === 0) return <p className={styles.empty}>{t('footage.newestEmpty')}</p>;
          return (
            <>
              <ul>
                {events.map((event) => {
                  const camera = cameras.get(event.deviceId);
                  return (
                    <EventRow
                      key={event.eventId}
                      event={asReadBy(camera, event)}
                      camera={camera?.name ?? event.deviceId}
                    />
                  );
                })}
              </ul>
              <More query={newest} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function EventRow({ event, camera }: { event: RecordedEvent; camera: string }) {
  const t = useText();
  const { eventId, deviceId, type, happenedAt, startedAt, unread, previewUrl } = event;
  return (
    <li>
      <Link
        to="/devices/$deviceId/footage"
        params={{ deviceId }}
        search={{ day: dayOf(startedAt), event: eventId }}
        className={styles.event}
      >
        <Preview url={previewUrl} isBeside />
        <span className={styles.words}>
          <span className={unread ? styles.unread : undefined}>
            {t(`footage.types.${type}`)}
            {unread && <span className="visually-hidden"> {t('footage.unread')}</span>}
          </span>
          <span className={styles.where}>{camera}</span>
          <span className={styles.where}>
            <TimeText at={happenedAt} />
          </span>
        </span>
      </Link>
    </li>
  );
}
