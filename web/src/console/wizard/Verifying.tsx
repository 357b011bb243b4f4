import { Mark } from '../../ui/Mark.tsx';
import { RemainingRing } from '../application/RemainingRing.tsx';
import type { StepView } from '../application/run-view.ts';
import { useText } from '../texts/index.ts';
import styles from './Verifying.module.css';

/** 验证中: from the event on there is nothing to do but watch. */
export function Verifying({ step, done }: { step: StepView | undefined; done: boolean }) {
  const t = useText();
  return (
    <div className={styles.verifying} role="status">
      {step?.startedAt && step.deadlineAt && !done ? (
        <RemainingRing startedAt={step.startedAt} deadlineAt={step.deadlineAt} />
      ) : (
        <span className={styles.mark}>
          <Mark size={48} />
        </span>
      )}
      <div>
        <p className={styles.title}>{done ? t('wizard.steps.done') : t('run.verifying')}</p>
        {!done && <p className={styles.text}>{t('run.verifyingText')}</p>}
      </div>
    </div>
  );
}
