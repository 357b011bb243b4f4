import { type Application, probeChangeText } from '@kaitong/contract';
import { Button } from 'antd';
import { Suspense } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { RemainingRing } from '../application/RemainingRing.tsx';
import { probeResult, type RunView, type StepView } from '../application/run-view.ts';
import { useTicketFacts } from '../application/use-ticket-facts.ts';
import { useText } from '../texts/index.ts';
import { ProbeReport } from './later.ts';
import styles from './PreflightPanel.module.css';
import { useRepeatPreflight } from './use-repeat-preflight.ts';

type Props = { application: Application; run: RunView; step: StepView };

/** The way up is tested before anyone waves; where it is broken the page stops here, until a test shows that it is not. */
export function PreflightPanel({ application, run, step }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const facts = useTicketFacts(application);
  const { repeat, pending } = useRepeatPreflight(application);
  const { probe, earlierProbe } = run;
  const earlier = earlierProbe && probeResult(earlierProbe);
  const result = probe && probeResult(probe);
  const stopped = probe?.stopped ?? false;
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <div>
          <p className={styles.title}>{t(titleOf(run))}</p>
          <p className={styles.text}>{t(stopped ? 'run.preflight.own' : 'run.preflight.why')}</p>
        </div>
        {step.startedAt && step.deadlineAt && <RemainingRing startedAt={step.startedAt} deadlineAt={step.deadlineAt} />}
      </div>
      {stopped && (
        <div className={styles.again}>
          <Button type="primary" loading={pending} onClick={repeat}>
            {t('run.preflight.again')}
          </Button>
          {earlier && result && <output>{probeChangeText(earlier, result, language)}</output>}
        </div>
      )}
      {probe && (probe.outcome === null || stopped) && (
        <Suspense>
          <ProbeReport probe={probe} facts={facts} />
        </Suspense>
      )}
    </div>
  );
}

function titleOf({ queue, probe, earlierProbe }: RunView) {
  if (probe?.stopped) return 'run.preflight.stopped';
  if (queue) return 'run.preflight.queued';
  return earlierProbe ? 'run.preflight.repeated' : 'run.preflight.title';
}
