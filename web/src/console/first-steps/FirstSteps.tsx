import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Panel } from '../../desk/parts/Panel.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './FirstSteps.module.css';
import { doneSteps, FIRST_STEPS, type FirstStep } from './first-steps.ts';
import { StepAction } from './StepAction.tsx';

/**
 * What leads from a new account to a product that is sold: each step by what the account has, told by its news, and nothing
 * at all once everything is done, or while it is not known.
 */
export function FirstSteps() {
  const t = useText();
  const done = useDone();
  if (!done || done.size === FIRST_STEPS.length) return null;
  const current = FIRST_STEPS.find((step) => !done.has(step));
  return (
    <Panel title={t('firstSteps.title')} extra={<Count done={done.size} />}>
      <ol className={styles.steps}>
        {FIRST_STEPS.map((step, index) => {
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
                {step === current && <StepAction step={step} />}
              </div>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Count({ done }: { done: number }) {
  const t = useText();
  return (
    <span role="status" className={styles.count}>
      {t('firstSteps.count', { done, all: FIRST_STEPS.length })}
    </span>
  );
}

function useDone(): ReadonlySet<FirstStep> | undefined {
  const services = useQuery(queries.services());
  const products = useInfiniteQuery(queries.products());
  const approved = useInfiniteQuery(queries.applications({ state: 'approved' }));
  const items = useInfiniteQuery(queries.serviceItems({}));
  // The account's news say when to ask regions again.
  const devices = useQuery({ ...queries.devices({}), refetchInterval: false });
  if (!services.data || !products.data || !approved.data || !items.data || !devices.data) return undefined;
  return doneSteps({
    agreed: services.data.items.some(({ id, agreement }) => id === 'video-cloud-storage' && agreement !== null),
    products: products.data.pages.flatMap((page) => page.items),
    devices: devices.data.items,
    approved: approved.data.pages.flatMap((page) => page.items),
    items: items.data.pages.flatMap((page) => page.items),
  });
}
