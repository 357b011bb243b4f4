import { type FindingGroup, findingText, placesText } from '@kaitong/contract/checks';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import { Consequences } from './Consequences.tsx';
import styles from './FindingItem.module.css';
import { MeasureBar } from './MeasureBar.tsx';
import { SeverityTag } from './SeverityTag.tsx';

/** One fault: the sentence, where it shows, value against limit, what to change, and what goes away with it. */
export function FindingItem({ group: { finding, findings, follows } }: { group: FindingGroup }) {
  const t = useText();
  const [language] = useLanguage();
  const { sentence, cause, fix } = findingText(finding, language);
  return (
    <div className={styles.finding}>
      <div className={styles.head}>
        <SeverityTag severity={finding.severity} />
        <span className={styles.place}>{placesText(findings, language)}</span>
        <TextLink to="/checks/$code" params={{ code: finding.code }} className={styles.code}>
          {finding.code}
        </TextLink>
      </div>
      <p className={styles.what}>{sentence}</p>
      <MeasureBar finding={finding} />
      <dl className={styles.words}>
        <dt>{t('failed.cause')}</dt>
        <dd>{cause}</dd>
        <dt>{t('failed.fix')}</dt>
        <dd>{fix}</dd>
      </dl>
      <Consequences groups={follows} />
    </div>
  );
}
