import type { RecordedEvent } from '@kaitong/contract';
import { useText } from '../texts/index.ts';
import styles from './Marks.module.css';
import { Star } from './Star.tsx';

/** In a list: whether an event is a favourite, and what was written down about it. */
export function Marks({ event: { favourite, note } }: { event: Pick<RecordedEvent, 'favourite' | 'note'> }) {
  const t = useText();
  if (!favourite && note === null) return null;
  return (
    <span className={styles.marks}>
      {favourite && (
        <>
          <span className={styles.star}>
            <Star />
          </span>
          <span className="visually-hidden">{t('footage.favourite')}</span>
        </>
      )}
      {note !== null && <span className={styles.note}>{note}</span>}
    </span>
  );
}
