import { type FindingGroup, findingText, type TicketFacts } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import { Consequences } from './Consequences.tsx';
import { CopyTicket } from './CopyTicket.tsx';
import styles from './FindingBody.module.css';

/** What a fault's sentence leaves open: the decoder's own line, why, what to change, and what goes away with it. */
export function FindingBody({ group, facts }: { group: FindingGroup; facts: TicketFacts }) {
  const t = useText();
  const [language] = useLanguage();
  const { cause, fix } = findingText(group.finding, language);
  const { log } = group.finding.params;
  return (
    <>
      {log !== undefined && (
        <p className={styles.decoder}>
          <span>{t('finding.decoder')}</span> <samp lang="en">{log}</samp>
        </p>
      )}
      <dl className={styles.words}>
        <div>
          <dt>{t('failed.cause')}</dt>
          <dd>{cause}</dd>
        </div>
        <div>
          <dt>{t('failed.fix')}</dt>
          <dd>{fix}</dd>
        </div>
      </dl>
      <p className={styles.docs}>
        <a href={`/docs/${language}/checks/${group.finding.code}`} target="_blank" rel="noopener">
          {t('finding.docs', { code: group.finding.code })}
        </a>
      </p>
      <Consequences groups={group.follows} />
      <CopyTicket group={group} facts={facts} />
    </>
  );
}
