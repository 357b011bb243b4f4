import type { Application } from '@kaitong/contract';
import { findingText, placesText } from '@kaitong/contract/checks';
import { explainProblem } from '../../api/explain.ts';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import { Consequences } from './Consequences.tsx';
import { MeasureBar } from './MeasureBar.tsx';
import { reasonsIn } from './reasons-in.ts';
import { useProblemParams } from './use-problem-params.ts';
import styles from './Verdict.module.css';

/** Why it was not activated: one plain sentence, value against limit, what to change. */
export function Verdict({ application }: { application: Application }) {
  const t = useText();
  const [language] = useLanguage();
  const paramsOf = useProblemParams();
  const { problem } = application;
  if (!problem) return null;
  const words = explainProblem(problem.code, paramsOf(problem.params), language);
  // Whoever cancelled knows why; only what follows from it is news.
  if (application.state === 'cancelled') return <p className={styles.fix}>{words.remedy}</p>;
  const [first] = reasonsIn(application);
  const found = first && findingText(first.finding, language);
  return (
    <div className={styles.verdict}>
      <p className={styles.what}>{found?.sentence ?? words.title}</p>
      {first && (
        <>
          <MeasureBar finding={first.finding} />
          <p className={styles.where}>{t('failed.where', { place: placesText(first.findings, language) })}</p>
        </>
      )}
      {found && (
        <>
          <h3 className={styles.heading}>{t('failed.cause')}</h3>
          <p className={styles.fix}>{found.cause}</p>
        </>
      )}
      <h3 className={styles.heading}>{t('failed.fix')}</h3>
      <p className={styles.fix}>{found?.fix ?? words.remedy}</p>
      {first && <Consequences groups={first.follows} />}
      <p className={styles.code}>
        {first ? (
          <>
            {t('failed.check')}{' '}
            <TextLink to="/checks/$code" params={{ code: first.finding.code }}>
              {first.finding.code}
            </TextLink>
          </>
        ) : (
          t('common.code', { code: problem.code })
        )}
      </p>
    </div>
  );
}
