import type { Application } from '@kaitong/contract';
import { Suspense } from 'react';
import { isProbeTroubled, type RunView, runningStep } from '../application/run-view.ts';
import { useTicketFacts } from '../application/use-ticket-facts.ts';
import { useText } from '../texts/index.ts';
import styles from './FailedEnd.module.css';
import { ProbeReport } from './later.ts';
import { PreflightPanel } from './PreflightPanel.tsx';
import { WavePanel } from './WavePanel.tsx';

/**
 * What there is to do before the device opens its event: look at the test of the way up, or wave. Never both: beside what a
 * test found nobody is asked to wave at once, and then it is folded.
 */
export function BeforeEvent({ application, run }: { application: Application; run: RunView }) {
  const t = useText();
  const facts = useTicketFacts(application);
  const step = runningStep(run);
  if (step?.name === 'preflight') return <PreflightPanel application={application} run={run} step={step} />;
  return (
    <>
      <WavePanel application={application} run={run} step={step} />
      {run.probe && isProbeTroubled(run) && (
        <details className={styles.fold}>
          <summary>{t('run.preflight.found')}</summary>
          <Suspense>
            <ProbeReport probe={run.probe} facts={facts} />
          </Suspense>
        </details>
      )}
    </>
  );
}
