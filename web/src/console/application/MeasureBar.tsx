import { checkOf, checkTexts, type Finding } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import styles from './MeasureBar.module.css';

/** Measured value against limit as a small bar. Values that are words stand in the finding's sentence already. */
export function MeasureBar({ finding }: { finding: Finding }) {
  const t = useText();
  const [language] = useLanguage();
  const { unit, against } = checkOf(finding.code);
  // Next to a value that should have been exactly so, more or less says the wrong thing.
  if (typeof finding.measured !== 'number' || against === 'exact') return null;
  const measured = checkTexts[language].unit(finding.measured, unit);
  const limit = typeof finding.limit === 'number' ? checkTexts[language].unit(finding.limit, unit) : null;
  const scale = scaleOf(finding.measured, finding.limit);
  return (
    <div className={styles.measure}>
      {scale && (
        <svg
          className={styles.bar}
          viewBox="0 0 100 10"
          preserveAspectRatio="none"
          role="img"
          aria-label={t('failed.bar', { measured, limit: limit ?? '' })}
        >
          <rect className={styles.track} x="0" y="3" width="100" height="4" rx="2" />
          <rect
            className={finding.severity === 'error' ? styles.error : styles.warning}
            x="0"
            y="3"
            width={Math.max(scale.measured, 0.8)}
            height="4"
          />
          <rect className={styles.limit} x={Math.min(scale.limit, 99.4)} y="0" width="0.6" height="10" />
        </svg>
      )}
      <span className={styles.words}>
        <b>{t('failed.measured', { value: measured })}</b>
        {limit !== null && <span>{t(`failed.against.${against}`, { value: limit })}</span>}
      </span>
    </div>
  );
}

/** Both as per cent of a common scale with some air at its end. */
function scaleOf(measured: Finding['measured'], limit: Finding['limit']) {
  if (typeof measured !== 'number' || typeof limit !== 'number' || measured < 0 || limit < 0) return null;
  const top = Math.max(measured, limit) * 1.15;
  return top > 0 ? { measured: (measured / top) * 100, limit: (limit / top) * 100 } : null;
}
