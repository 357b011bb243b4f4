import type { OwnerDevice } from '@kaitong/contract';
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { serverNow } from '../../../api/clock.ts';
import { useLanguage } from '../../../i18n/texts.ts';
import { formatBytes } from '../../../ui/format.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { Page } from '../../frame/Page.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { More } from '../../parts/More.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { queries } from '../../queries.ts';
import { beginOf, dayOf } from '../day/days.ts';
import { footageQueries } from '../footage-queries.ts';
import { KeptStorage } from '../keeping/KeptStorage.tsx';
import { useText } from '../texts/index.ts';
import { bytesByDay, type DayOfStorage, keptSpan, sumOf } from './bytes-by-day.ts';
import styles from './StoragePage.module.css';

/** What the recordings of each camera take, and of each day. */
export function StoragePage() {
  const t = useText();
  const devices = useInfiniteQuery(queries.devices());
  return (
    <Page title={t('footage.storage')} back={{ to: '/me' }}>
      <Loaded query={devices} what={t('footage.storage')}>
        {({ pages }) => <Cameras cameras={pages.flatMap(({ items, former }) => [...items, ...former])} />}
      </Loaded>
      <More query={devices} />
    </Page>
  );
}

function Cameras({ cameras }: { cameras: readonly OwnerDevice[] }) {
  const t = useText();
  const span = keptSpan(dayOf(serverNow()));
  const read = useQueries({ queries: cameras.map(({ deviceId }) => footageQueries.storage(deviceId, span)) });
  const failed = read.find(({ isError }) => isError);
  if (failed?.error)
    return (
      <ErrorNotice error={failed.error} onRetry={() => read.forEach((one) => void (one.isError && one.refetch()))} />
    );
  if (read.some(({ data }) => data === undefined)) return <Skeleton what={t('footage.storage')} rows={3} />;
  const used = cameras
    .map((camera, at) => ({ camera, days: bytesByDay(read[at]?.data ?? []) }))
    .map(({ camera, days }) => ({ camera, days, bytes: sumOf(days) }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
  if (used.length === 0)
    return (
      <>
        <Empty
          picture={<Icon name="film" size={72} />}
          title={t('footage.storageNone')}
          text={t('footage.storageNoneText')}
        />
        <KeptStorage cameras={cameras} />
      </>
    );
  const most = Math.max(...used.map(({ bytes }) => bytes));
  return (
    <>
      <p className={styles.total}>
        <strong>{formatBytes(sumOf(used))}</strong>
        <span>{t('footage.storageNote')}</span>
      </p>
      <ul className={styles.cameras}>
        {used.map(({ camera, days, bytes }) => (
          <li key={camera.deviceId}>
            <Camera {...{ camera, days, bytes, most }} />
          </li>
        ))}
      </ul>
      <KeptStorage cameras={cameras} />
    </>
  );
}

type CameraProps = { camera: OwnerDevice; days: readonly DayOfStorage[]; bytes: number; most: number };

function Camera({ camera: { deviceId, name }, days, bytes, most }: CameraProps) {
  const t = useText();
  const [language] = useLanguage();
  const format = new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'short' });
  const mostOfDay = Math.max(...days.map((one) => one.bytes));
  return (
    <details className={styles.camera}>
      <summary>
        <span className={styles.name}>{name}</span>
        <span className={styles.bytes}>{formatBytes(bytes)}</span>
        <Bar part={bytes / most} />
        <span className={styles.days}>{t('footage.storageDays', { count: days.length })}</span>
      </summary>
      <ul>
        {days.map((one) => (
          <li key={one.day}>
            <Link
              to="/devices/$deviceId/footage"
              params={{ deviceId }}
              search={{ day: one.day }}
              className={styles.day}
            >
              <span className={styles.name}>{format.format(beginOf(one.day))}</span>
              <span className={styles.bytes}>{formatBytes(one.bytes)}</span>
              <Bar part={one.bytes / mostOfDay} />
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A part of the most there is, to be compared at a glance; the number stands beside it. */
const Bar = ({ part }: { part: number }) => (
  <span className={styles.bar} aria-hidden>
    <span style={{ width: `${Math.max(1, part * 100)}%` }} />
  </span>
);
