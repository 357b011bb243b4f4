import type { Application } from '@kaitong/contract';
import { findingText } from '@kaitong/contract/checks';
import { explainProblem } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import { bySeverity } from './FindingList.tsx';
import { MeasureBar } from './MeasureBar.tsx';
import { useProblemParams } from './use-problem-params.ts';
import styles from './Verdict.module.css';

/** Why it was not activated: one plain sentence, value against limit, what to change. */
export function Verdict({ application }: { application: Application }) {
  const t = useText();
  const [language] = useLanguage();
  const paramsOf = useProblemParams();
  const { problem } = application;
  if (!problem) return null;
  const [finding] = bySeverity(application.findings);
  const words = explainProblem(problem.code, paramsOf(problem.params), language);
  // Whoever cancelled knows why; only what follows from it is news.
  if (application.state === 'cancelled') return <p className={styles.fix}>{words.remedy}</p>;
  const cause = problem.code === 'clip_rejected' ? finding : undefined;
  const found = cause && findingText(cause, language);
  return (
    <div className={styles.verdict}>
      <p className={styles.what}>{found?.sentence ?? words.title}</p>
      {cause && <MeasureBar finding={cause} />}
      {found && (
        <>
          <h3 className={styles.heading}>{t('failed.cause')}</h3>
          <p className={styles.fix}>{found.cause}</p>
        </>
      )}
      <h3 className={styles.heading}>{t('failed.fix')}</h3>
      <p className={styles.fix}>{found?.fix ?? words.remedy}</p>
      <p className={styles.code}>{t('common.code', { code: cause?.code ?? problem.code })}</p>
    </div>
  );
}
