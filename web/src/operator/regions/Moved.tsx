import type { ObjectMove } from '@kaitong/contract';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { formatBytes } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import styles from './Reconciled.module.css';

/** How far a region’s objects are on their way from the disk to a bucket. */
export function Moved({ of: { startedAt, finishedAt, objects, bytes, expectedBytes, staying } }: { of: ObjectMove }) {
  const t = useText();
  const figures = { objects, bytes: formatBytes(bytes), all: formatBytes(Math.max(bytes, expectedBytes)) };
  return (
    <div className={styles.report}>
      {finishedAt === null ? (
        <StateTag tone="running" icon="clock" text={t('operator.regions.moving')} />
      ) : (
        <TimeText at={finishedAt} />
      )}
      <span>{t(finishedAt === null ? 'operator.regions.movedOf' : 'operator.regions.moved', figures)}</span>
      {finishedAt === null && (
        <span className={styles.hint}>
          {t('operator.regions.moveBegan')} <TimeText at={startedAt} />
        </span>
      )}
      {staying > 0 && (
        <>
          <StateTag tone="refused" icon="cross" text={t('operator.regions.staying', { count: staying })} />
          <span className={styles.hint}>{t('operator.regions.stayingText')}</span>
        </>
      )}
    </div>
  );
}
