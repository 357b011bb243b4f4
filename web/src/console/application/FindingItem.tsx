import { type FindingGroup, findingText, type TicketFacts } from '@kaitong/contract/checks';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { FindingBody } from './FindingBody.tsx';
import styles from './FindingItem.module.css';
import { FindingPlace, type ShowPlaces } from './FindingPlace.tsx';
import { MeasureBar } from './MeasureBar.tsx';
import { SeverityTag } from './SeverityTag.tsx';

type Props = { group: FindingGroup; facts: TicketFacts; onShow?: ShowPlaces | undefined };

/** One fault of several: how bad, where, the sentence, value against limit, and what to change. */
export function FindingItem({ group, facts, onShow }: Props) {
  const [language] = useLanguage();
  const { finding, findings } = group;
  return (
    <div className={styles.finding}>
      <div className={styles.head}>
        <SeverityTag severity={finding.severity} />
        <span className={styles.place}>
          <FindingPlace findings={findings} onShow={onShow} />
        </span>
        <TextLink to="/checks/$code" params={{ code: finding.code }} className={styles.code}>
          {finding.code}
        </TextLink>
      </div>
      <p className={styles.what}>{findingText(finding, language).sentence}</p>
      <MeasureBar finding={finding} />
      <FindingBody group={group} facts={facts} />
    </div>
  );
}
