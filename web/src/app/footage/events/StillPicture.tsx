import type { RecordedEvent } from '@kaitong/contract';
import { useText } from '../texts/index.ts';
import styles from './StillPicture.module.css';

/** An event without video, in the place where others play. */
export function StillPicture({ event: { type, snapshotUrl } }: { event: RecordedEvent }) {
  const t = useText();
  return (
    <figure className={styles.still}>
      <img src={snapshotUrl ?? ''} alt={t('footage.video', { what: t(`footage.types.${type}`) })} />
      <figcaption>{t('footage.pictureOnly')}</figcaption>
    </figure>
  );
}
