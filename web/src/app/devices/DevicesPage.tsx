import type { app, Output, OwnerDevice } from '@kaitong/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { Page } from '../frame/Page.tsx';
import type { SharedCamerasProps } from '../household/SharedCameras.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { More } from '../parts/More.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { CameraPicture } from './CameraPicture.tsx';
import { DeviceTile } from './DeviceTile.tsx';
import { FormerDevices } from './FormerDevices.tsx';
import styles from './Home.module.css';

/** Comes after the cameras, with the words for what happened. Where it does not come, each camera's page has its events. */
const NewestEvents = lazy<ComponentType<{ devices: readonly OwnerDevice[] }>>(() =>
  import('../footage/NewestEvents.tsx')
    .then((part) => ({ default: part.NewestEvents }))
    .catch(() => ({ default: () => null })),
);

/** The same of cameras of others; where it does not come, those of one's own are there. */
const SharedCameras = lazy<ComponentType<SharedCamerasProps>>(() =>
  import('../household/SharedCameras.tsx')
    .then((part) => ({ default: part.SharedCameras }))
    .catch(() => ({ default: () => null })),
);

export function DevicesPage() {
  const t = useText();
  const devices = useInfiniteQuery(queries.devices());
  const add = (
    <Link to="/add" className={buttonClass('primary', styles.add)}>
      <Icon name="plus" size={20} />
      {t('devices.add')}
    </Link>
  );
  return (
    <Page title={t('devices.title')} wide>
      <Loaded query={devices} what={t('devices.title')}>
        {({ pages }) => <Devices pages={pages} add={add} />}
      </Loaded>
      <More query={devices} />
    </Page>
  );
}

type ListedPage = Pick<Output<typeof app.listDevices>, 'items' | 'former'>;

function Devices({ pages, add }: { pages: readonly ListedPage[]; add: ReactNode }) {
  const t = useText();
  const paired = pages.flatMap(({ items }) => items);
  const former = pages.flatMap((page) => page.former);
  const others = useQuery(queries.sharedCameras());
  const shared = others.data ?? [];
  const hasNone = paired.length + shared.length === 0;
  const pictures = useQuery({ ...queries.lastPictures(), enabled: !hasNone }).data;
  if (hasNone && others.isPending) return <Skeleton what={t('devices.title')} rows={1} />;
  return (
    <>
      {hasNone ? (
        <Empty picture={<CameraPicture size={112} />} title={t('devices.empty')} text={t('devices.emptyText')}>
          {add}
        </Empty>
      ) : (
        <div className={styles.home}>
          <div className={styles.cameras}>
            {paired.length > 0 && (
              <ul className={styles.tiles}>
                {paired.map((device) => (
                  <DeviceTile key={device.deviceId} device={device} last={pictures?.get(device.deviceId)} />
                ))}
              </ul>
            )}
            {shared.length > 0 && (
              <Suspense fallback={null}>
                <SharedCameras devices={shared} pictures={pictures} />
              </Suspense>
            )}
          </div>
          <Suspense fallback={null}>
            <NewestEvents devices={[...paired, ...former, ...shared]} />
          </Suspense>
          <div className={styles.reach}>{add}</div>
        </div>
      )}
      <FormerDevices former={former} />
    </>
  );
}
