import { type Finding, findingText } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { StateTag } from '../frame/StateTag.tsx';
import { useText } from '../texts/index.ts';
import styles from './FindingItem.module.css';
import { MeasureBar } from './MeasureBar.tsx';

/** One finding: the sentence, where it is, value against limit, what to change, the code. */
export function FindingItem({ finding }: { finding: Finding }) {
  const t = useText();
  const [language] = useLanguage();
  const { sentence, cause, fix, place } = findingText(finding, language);
  return (
    <div className={styles.finding}>
      <div className={styles.head}>
        {finding.severity === 'error' ? (
          <StateTag tone="refused" icon="cross" text={t('finding.error')} />
        ) : (
          <StateTag tone="waiting" icon="alert" text={t('finding.warning')} />
        )}
        {place && <span className={styles.place}>{place}</span>}
        <code className={styles.code}>{finding.code}</code>
      </div>
      <p className={styles.what}>{sentence}</p>
      <MeasureBar finding={finding} />
      <dl className={styles.words}>
        <dt>{t('failed.cause')}</dt>
        <dd>{cause}</dd>
        <dt>{t('failed.fix')}</dt>
        <dd>{fix}</dd>
      </dl>
    </div>
  );
}
