import type { OwnerDevice } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Loaded } from '../parts/Loaded.tsx';
import { More } from '../parts/More.tsx';
import { asReadBy } from './events/as-read-by.ts';
import rows from './events/EventRow.module.css';
import { EventRow } from './events/EventRow.tsx';
import { footageQueries } from './footage-queries.ts';
import styles from './NewestEvents.module.css';
import { useText } from './texts/index.ts';

/** At home: what happened at all cameras, newest first. */
export function NewestEvents({ devices }: { devices: readonly OwnerDevice[] }) {
  const t = useText();
  const newest = useInfiniteQuery(footageQueries.newest());
  const cameras = new Map(devices.map((device) => [device.deviceId, device]));
  return (
    <section className={styles.newest} aria-label={t('footage.newest')}>
      <div className={styles.head}>
        <h2>{t('footage.newest')}</h2>
        <Link to="/find" search={{}}>
          {t('footage.finding.title')}
        </Link>
      </div>
      <Loaded query={newest} what={t('footage.newest')}>
        {({ pages }) => {
          const events = pages.flatMap(({ items }) => items);
          if (events.length === 0) return <p className={styles.empty}>{t('footage.newestEmpty')}</p>;
          return (
            <>
              <ul className={rows.rows}>
                {events.map((event) => {
                  const camera = cameras.get(event.deviceId);
                  return (
                    <li key={event.eventId}>
                      <EventRow event={asReadBy(camera, event)} camera={camera?.name ?? event.deviceId} />
                    </li>
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
