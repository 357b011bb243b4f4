import type { Application } from '@kaitong/contract';
import { Alert } from 'antd';
import { Suspense, useEffect } from 'react';
import { isEverywhere } from '../application/application-state.ts';
import { RunLine } from '../application/RunLine.tsx';
import { runningStep } from '../application/run-view.ts';
import { useRun } from '../application/use-run.ts';
import { useText } from '../texts/index.ts';
import { BeforeEvent } from './BeforeEvent.tsx';
import { DoneModal } from './DoneModal.tsx';
import { LeaveActions } from './LeaveActions.tsx';
import { FailedEnd, fetchLater, LiveEvidence } from './later.ts';
import styles from './RunStep.module.css';
import { Verifying } from './Verifying.tsx';

/** Step 2 and how it ends: the wave, the live line of the run, the outcome. */
export function RunStep({ application }: { application: Application }) {
  const t = useText();
  const { run, connected } = useRun(application.id);
  const running = application.state === 'verifying';
  const step = runningStep(run);
  useEffect(fetchLater, []);
  if (!running && application.state !== 'approved') {
    return (
      <Suspense>
        <FailedEnd application={application} run={run} />
      </Suspense>
    );
  }
  return (
    <>
      {!connected && <Alert type="warning" showIcon title={t('run.reconnecting')} style={{ marginBottom: 16 }} />}
      <div className={styles.columns}>
        <div className={styles.main}>
          {run.event || !running ? (
            <Verifying step={step} done={!running} />
          ) : (
            <BeforeEvent application={application} run={run} />
          )}
          <Suspense>
            <LiveEvidence application={application} run={run} />
          </Suspense>
        </div>
        <aside className={styles.side}>
          <h2 className={styles.heading}>{t('run.title')}</h2>
          <RunLine run={run} isEverywhere={isEverywhere(application)} />
        </aside>
      </div>
      {running && <LeaveActions application={application} waiting={step?.name === 'await-event'} />}
      {/* Approved it may be before; only from its end on do owners see the entry. */}
      {application.state === 'approved' && application.endedAt && <DoneModal application={application} />}
    </>
  );
}
