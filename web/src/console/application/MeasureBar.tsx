import { checkOf, type Finding, type FindingGroup, groupValueTexts } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import styles from './MeasureBar.module.css';
import { scaleOf } from './measure-scale.ts';

/**
 * Measured value against limit as a small bar, where it is worst; words alone where neither more nor less is better. Values
 * that are words stand in the finding's sentence already.
 */
export function MeasureBar({ group }: { group: FindingGroup }) {
  const t = useText();
  const [language] = useLanguage();
  const { against } = checkOf(group.finding.code);
  const finding = worstOf(group);
  if (typeof finding.measured !== 'number') return null;
  const words = groupValueTexts(group, language);
  const measured = words.measured ?? '';
  const limit = typeof finding.limit === 'number' ? words.limit : null;
  // Next to a value that should have been exactly so, more or less says the wrong thing.
  const scale = against === 'exact' || against === 'data' ? null : scaleOf(finding);
  return (
    <div className={styles.measure}>
      <span className={styles.words}>
        <b>{t(against === 'data' ? 'failed.header' : 'failed.measured', { value: measured })}</b>
        {limit !== null && !scale && <span>{t(`failed.against.${against}`, { value: limit })}</span>}
      </span>
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
      {scale && limit !== null && (
        // Its own tick is as far from the label's beginning as from the bar's, so that it never leaves the bar.
        <span
          className={styles.tick}
          style={{ marginInlineStart: `${scale.limit}%`, transform: `translateX(-${scale.limit}%)` }}
        >
          {t(`failed.against.${against}`, { value: limit })}
        </span>
      )}
    </div>
  );
}

/** The place where more was measured than anywhere else. */
const worstOf = ({ finding, findings }: FindingGroup): Finding =>
  findings.reduce((worst, one) => (Number(one.measured) > Number(worst.measured) ? one : worst), finding);
