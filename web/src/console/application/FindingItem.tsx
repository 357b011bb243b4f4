import { type FindingGroup, groupText, type TicketFacts } from '@kaitong/contract/checks';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { FindingBody } from './FindingBody.tsx';
import styles from './FindingItem.module.css';
import { FindingPlace, type ShowPlaces } from './FindingPlace.tsx';
import { MeasureBar } from './MeasureBar.tsx';
import { SeverityTag } from './SeverityTag.tsx';

type Props = { group: FindingGroup; facts: TicketFacts; showOf?: ShowPlaces | undefined };

/** One fault of several: how bad, its name, the sentence, value against limit, where, and what to change. */
export function FindingItem({ group, facts, showOf }: Props) {
  const [language] = useLanguage();
  const { finding } = group;
  const { title, sentence } = groupText(group, language);
  return (
    <div className={styles.finding}>
      <div className={styles.head}>
        <SeverityTag severity={finding.severity} />
        <b className={styles.title}>{title}</b>
        <TextLink to="/checks/$code" params={{ code: finding.code }} className={styles.code}>
          {finding.code}
        </TextLink>
      </div>
      <p className={styles.what}>{sentence}</p>
      <MeasureBar group={group} />
      <p className={styles.place}>
        <FindingPlace group={group} showOf={showOf} />
      </p>
      <FindingBody group={group} facts={facts} />
    </div>
  );
}
