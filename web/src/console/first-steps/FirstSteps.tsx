import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Panel } from '../../desk/parts/Panel.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { queries } from '../queries.ts';
import { RoleMissing } from '../team/RoleMissing.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import styles from './FirstSteps.module.css';
import { doneSteps, FIRST_STEPS, type FirstStep, STEP_DOES } from './first-steps.ts';
import { StepAction } from './StepAction.tsx';

/**
 * What leads from a new account to a product that is sold: each step by what the account has, told by its news, and nothing
 * at all once everything is done, or while it is not known.
 */
export function FirstSteps() {
  const t = useText();
  const may = useMay();
  const standing = useDone();
  if (!standing) return null;
  // Only devices tell whether one is paired: whoever may not see them has no such step.
  const steps = FIRST_STEPS.filter((step) => step !== 'pair' || may('listDevices'));
  const done = new Set(steps.filter((step) => standing.has(step)));
  if (done.size === steps.length) return null;
  const current = steps.find((step) => !done.has(step));
  return (
    <Panel title={t('firstSteps.title')} extra={<Count done={done.size} all={steps.length} />}>
      <ol className={styles.steps}>
        {steps.map((step, index) => {
          const isDone = done.has(step);
          return (
            <li
              key={step}
              className={isDone ? styles.done : step === current ? styles.current : styles.later}
              aria-current={step === current ? 'step' : undefined}
            >
              <span className={styles.mark}>
                {isDone ? <Icon name="check" size={16} /> : <span aria-hidden="true">{index + 1}</span>}
              </span>
              <div className={styles.words}>
                <h3>
                  {t(`firstSteps.${step}.title`)}
                  {isDone && <span className={styles.state}>{t('firstSteps.done')}</span>}
                </h3>
                {step === current && <p>{t(`firstSteps.${step}.text`)}</p>}
                {step === current &&
                  (may(STEP_DOES[step]) ? <StepAction step={step} /> : <RoleMissing operation={STEP_DOES[step]} />)}
              </div>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Count({ done, all }: { done: number; all: number }) {
  const t = useText();
  return (
    <span role="status" className={styles.count}>
      {t('firstSteps.count', { done, all })}
    </span>
  );
}

function useDone(): ReadonlySet<FirstStep> | undefined {
  const may = useMay();
  const mayTry = may('listApplications');
  const mayWatch = may('listDevices');
  const services = useQuery(queries.services());
  const products = useInfiniteQuery(queries.products());
  const approved = useInfiniteQuery({ ...queries.applications({ state: 'approved' }), enabled: mayTry });
  const items = useInfiniteQuery(queries.serviceItems({}));
  // The account's news say when to ask regions again.
  const devices = useInfiniteQuery({ ...queries.devices({}), refetchInterval: false, enabled: mayWatch });
  if (!services.data || !products.data || !items.data) return undefined;
  if ((mayTry && !approved.data) || (mayWatch && !devices.data)) return undefined;
  return doneSteps({
    agreed: services.data.items.some(({ id, agreement }) => id === 'video-cloud-storage' && agreement !== null),
    products: products.data.pages.flatMap((page) => page.items),
    devices: devices.data?.pages.flatMap((page) => page.items) ?? [],
    approved: approved.data?.pages.flatMap((page) => page.items) ?? [],
    items: items.data.pages.flatMap((page) => page.items),
  });
}
