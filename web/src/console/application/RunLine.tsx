import { formatSeconds } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './RunLine.module.css';
import { type RunView, type StepView, shownSteps } from './run-view.ts';
import { useStepNote } from './use-step-note.ts';

const icons: Record<StepView['status'], IconName | null> = {
  waiting: null,
  running: null,
  done: 'check',
  failed: 'cross',
  stopped: 'ban',
};

/** Anything below would read as no time at all. */
const SHORTEST_MS = 50;

/**
 * The run's steps as a line from top to bottom: state, what happened in it, how long it took. `isEverywhere`: all regions
 * have confirmed what it changed.
 */
export function RunLine({ run, isEverywhere = false }: { run: RunView; isEverywhere?: boolean }) {
  const t = useText();
  const noteOf = useStepNote(run, isEverywhere);
  return (
    <ol className={styles.line} aria-label={t('run.title')}>
      {shownSteps(run).map((step) => {
        const icon = icons[step.status];
        const note = noteOf(step);
        return (
          <li
            key={step.name}
            className={`${styles.step} ${styles[step.status]}`}
            aria-current={step.status === 'running' ? 'step' : undefined}
          >
            <span className={styles.dot}>{icon && <Icon name={icon} size={12} />}</span>
            <span className={styles.name}>
              {t(`run.step.${step.name}`)}
              <span className="visually-hidden">{t(`run.status.${step.status}`)}</span>
            </span>
            {step.tookMs !== null && (
              <span className={styles.time}>
                {step.tookMs < SHORTEST_MS ? t('run.tookLess') : t('run.took', { seconds: formatSeconds(step.tookMs) })}
              </span>
            )}
            {note && <span className={styles.note}>{note}</span>}
          </li>
        );
      })}
    </ol>
  );
}
