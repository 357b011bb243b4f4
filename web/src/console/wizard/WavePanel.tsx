import type { Application } from '@kaitong/contract';
import { Alert } from 'antd';
import { RemainingRing } from '../application/RemainingRing.tsx';
import type { RunView, StepView } from '../application/run-view.ts';
import { useText } from '../texts/index.ts';
import { MotionWarning } from './MotionWarning.tsx';
import { WaveDrawing } from './WaveDrawing.tsx';
import styles from './WavePanel.module.css';

type Props = { application: Application; run: RunView; step: StepView | undefined };

/** What the person in front of the camera has to do. */
export function WavePanel({ application, run, step }: Props) {
  const t = useText();
  const now = step?.name ?? application.step;
  const isEarly = now === 'check' || now === 'grant';
  // A battery camera gets longer to answer the grant: it has to be woken first.
  const asleep = step?.name === 'grant' && run.device === 'asked' && lasts(step) > 20_000;
  return (
    <div className={styles.panel}>
      <p className={isEarly ? styles.soon : styles.now}>{t(isEarly ? 'wave.soon' : 'wave.now')}</p>
      <p className={styles.how}>{t('wave.how')}</p>
      {run.askedAgain && <Alert type="info" showIcon title={t('wave.againTitle')} description={t('wave.again')} />}
      {asleep && <Alert type="warning" showIcon title={t('wave.asleep')} />}
      {run.hinted && <Alert type="warning" showIcon title={t('wave.hintTitle')} description={t('wave.hint')} />}
      <MotionWarning application={application} />
      <div className={styles.scene}>
        <WaveDrawing />
        {step?.startedAt && step.deadlineAt && (
          <RemainingRing startedAt={step.startedAt} deadlineAt={step.deadlineAt} />
        )}
      </div>
    </div>
  );
}

const lasts = ({ startedAt, deadlineAt }: StepView): number =>
  startedAt && deadlineAt ? Date.parse(deadlineAt) - Date.parse(startedAt) : 0;
