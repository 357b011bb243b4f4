import type { ReleaseUploads } from '@kaitong/contract';
import { useText } from '../texts/index.ts';
import styles from './Firmware.module.css';

/** How often events arrive whole: of units that run a release, and of the product's others, from zero to all. */
export function Uploads({ uploads }: { uploads: ReleaseUploads }) {
  const t = useText();
  return (
    <ul className={styles.bars} aria-label={t('firmware.uploads')}>
      {(['updated', 'others'] as const).map((whose) => {
        const { units, opened, arrived } = uploads[whose];
        const percent = Math.floor((1000 * arrived) / Math.max(1, opened)) / 10;
        return (
          <li key={whose}>
            <span>{t(`firmware.${whose}`)}</span>
            <span className={styles.track} aria-hidden="true">
              <span className={styles[whose]} style={{ width: `${percent}%` }} />
            </span>
            <span>
              {opened === 0
                ? t('firmware.nothingOpened', { units })
                : t('firmware.success', { percent, arrived, opened, units })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
