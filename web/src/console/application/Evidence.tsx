import type { Application } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './Evidence.module.css';
import { Snapshot } from './Snapshot.tsx';

const ClipPlayer = lazy(() => import('./ClipPlayer.tsx').then((module) => ({ default: module.ClipPlayer })));

/** Where it is linking a tester that would have shown more. */
const TESTER_SEES: Record<Application['footage'], boolean> = {
  none: false,
  visible: false,
  private: true,
  withheld: true,
  deleted: false,
};

type Props = { application: Pick<Application, 'id' | 'footage' | 'problem' | 'endedAt'>; withClip?: boolean };

/** Snapshot and clip where the privacy rule allows; otherwise why there is none, and what would change it. */
export function Evidence({ application, withClip = false }: Props) {
  const t = useText();
  const { id, footage, endedAt } = application;
  const none = t(endedAt ? 'application.footage.never' : 'application.footage.none');
  const query = useQuery({ ...queries.footage(id), enabled: footage === 'visible' });
  if (footage !== 'visible') {
    return (
      <p className={styles.none}>
        {footage === 'none' ? none : t(`application.footage.${footage}`)}{' '}
        {TESTER_SEES[footage] && <TextLink to="/testers">{t('application.linkTester')}</TextLink>}
      </p>
    );
  }
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton.Node active style={{ width: '100%', height: 160 }} />;
  const { snapshotUrl, playlistUrl } = query.data;
  return (
    <div className={styles.pictures}>
      {snapshotUrl && (
        <figure className={styles.picture}>
          <Snapshot key={snapshotUrl} url={snapshotUrl} />
          <figcaption>{t('application.snapshot')}</figcaption>
        </figure>
      )}
      {withClip && playlistUrl && (
        <figure className={styles.picture}>
          <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height: 160 }} />}>
            <ClipPlayer key={playlistUrl} url={playlistUrl} broken={application.problem !== null} />
          </Suspense>
          <figcaption>{t('application.clip')}</figcaption>
        </figure>
      )}
      {!snapshotUrl && !(withClip && playlistUrl) && <p className={styles.none}>{none}</p>}
    </div>
  );
}
