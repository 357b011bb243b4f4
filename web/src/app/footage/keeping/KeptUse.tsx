import type { KeptFootage } from '@kaitong/contract';
import { formatBytes } from '../../../ui/format.ts';
import { useText } from '../texts/index.ts';
import styles from './KeptUse.module.css';

type Props = {
  /** Left out where the page says whose it is. */
  camera?: string | undefined;
  kept: KeptFootage;
  /** What is about to be kept, in bytes. */
  more?: number;
};

/** How much of its quota a camera keeps, and what would come on top. */
export function KeptUse({ camera, kept: { quota, used }, more = 0 }: Props) {
  const t = useText();
  const missing = used + more - quota;
  const of = Math.max(quota, used, 1);
  return (
    <div className={styles.use}>
      {camera !== undefined && <strong>{camera}</strong>}
      <div className={styles.bar} aria-hidden>
        <span style={{ width: `${(used / of) * 100}%` }} />
        {more > 0 && <span style={{ width: `${(more / of) * 100}%` }} />}
      </div>
      <span>
        {t('footage.keeping.use', { used: formatBytes(used), quota: formatBytes(quota) })}
        {more > 0 && ` · ${t('footage.keeping.more', { more: formatBytes(more) })}`}
      </span>
      {more > 0 && missing > 0 && <p>{t('footage.keeping.missing', { missing: formatBytes(missing) })}</p>}
    </div>
  );
}
