import type { RecordedEvent } from '@kaitong/contract';
import { useText } from '../texts/index.ts';
import styles from './StillPicture.module.css';

type Props = { event: RecordedEvent; onShown: (eventId: string) => void };

/** An event without video, in the place where others play. */
export function StillPicture({ event: { eventId, type, snapshotUrl }, onShown }: Props) {
  const t = useText();
  return (
    <figure className={styles.still}>
      <img src={snapshotUrl ?? ''} alt={t(`footage.types.${type}`)} onLoad={() => onShown(eventId)} />
      <figcaption>{t('footage.pictureOnly')}</figcaption>
    </figure>
  );
}
