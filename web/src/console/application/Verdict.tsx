import type { Application } from '@kaitong/contract';
import { type FindingGroup, groupText } from '@kaitong/contract/checks';
import type { ReactNode } from 'react';
import { explainProblem } from '../../api/explain.ts';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import { FindingBody } from './FindingBody.tsx';
import { FindingPlace, type ShowPlaces } from './FindingPlace.tsx';
import { MeasureBar } from './MeasureBar.tsx';
import { ObjectsNote } from './ObjectsNote.tsx';
import { reasonsIn } from './reasons-in.ts';
import { useProblemParams } from './use-problem-params.ts';
import { useTicketFacts } from './use-ticket-facts.ts';
import styles from './Verdict.module.css';

type Props = {
  application: Application;
  showOf?: ShowPlaces;
  /** The clip with the place that is meant, where there is one. */
  picture?: ReactNode;
};

/** Why it was not activated: one plain sentence, value against limit, where in the clip, what to change. */
export function Verdict({ application, showOf, picture }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const paramsOf = useProblemParams();
  const { problem, state } = application;
  if (!problem) return null;
  const { title, remedy } = explainProblem(problem.code, paramsOf(problem.params), language);
  // Whoever cancelled knows why; only what follows from it is news.
  if (state === 'cancelled')
    return (
      <div className={styles.verdict}>
        <p className={styles.text}>{remedy}</p>
        {picture}
      </div>
    );
  const [first] = reasonsIn(application);
  if (first) return <Headline group={first} application={application} showOf={showOf} picture={picture} />;
  return (
    <div className={styles.verdict}>
      <p className={styles.what}>{title}</p>
      <h3 className={styles.heading}>{t('failed.fix')}</h3>
      <p className={styles.text}>{remedy}</p>
      <p className={styles.code}>{t('common.code', { code: problem.code })}</p>
      {picture}
    </div>
  );
}

type HeadlineProps = {
  group: FindingGroup;
  application: Application;
  showOf: ShowPlaces | undefined;
  picture: ReactNode;
};

/** The finding that decided. */
function Headline({ group, application, showOf, picture }: HeadlineProps) {
  const t = useText();
  const [language] = useLanguage();
  const facts = useTicketFacts(application);
  const { finding } = group;
  const { title, sentence } = groupText(group, language);
  return (
    <div className={styles.verdict}>
      <p className={styles.what}>{title}</p>
      <p className={styles.text}>{sentence}</p>
      <MeasureBar group={group} />
      {picture}
      <p className={styles.where}>
        <span>
          <FindingPlace group={group} showOf={showOf} />
        </span>
        <span>
          {t('failed.check')}{' '}
          <TextLink to="/checks/$code" params={{ code: finding.code }}>
            {finding.code}
          </TextLink>
        </span>
      </p>
      <ObjectsNote groups={[group]} />
      <FindingBody group={group} facts={facts} />
    </div>
  );
}
