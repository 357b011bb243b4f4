import type { RecordedEvent } from '@kaitong/contract';
import { Pin } from '../keeping/Pin.tsx';
import { useText } from '../texts/index.ts';
import styles from './Marks.module.css';
import { Star } from './Star.tsx';

/** In a list: whether an event is a favourite or kept, and what was written down about it. */
export function Marks({
  event: { favourite, kept, note },
}: {
  event: Pick<RecordedEvent, 'favourite' | 'kept' | 'note'>;
}) {
  const t = useText();
  if (!favourite && kept === 'no' && note === null) return null;
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
      {kept !== 'no' && (
        <>
          <span className={styles.pin}>
            <Pin />
          </span>
          <span className="visually-hidden">{t('footage.keeping.isKept')}</span>
        </>
      )}
      {note !== null && <span className={styles.note}>{note}</span>}
    </span>
  );
}
