import { useText } from '../texts/index.ts';
import styles from './Skeleton.module.css';

/** The shape of what is coming. Fades in late, so that a quick answer shows no bones at all. */
export function Skeleton({ what, rows }: { what: string; rows: number }) {
  const t = useText();
  return (
    <div className={styles.bones} role="status" aria-label={t('common.loading', { what })}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bones have no identity but their place
        <div key={row} className={styles.row}>
          <span className={styles.block} />
          <span className={styles.lines}>
            <span />
            <span />
          </span>
        </div>
      ))}
    </div>
  );
}
