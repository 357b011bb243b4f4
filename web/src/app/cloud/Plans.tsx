import type { OwnerDevice } from '@kaitong/contract';
import { Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import styles from './CloudStorage.module.css';
import { groupPlans } from './group-plans.ts';

type Plan = NonNullable<OwnerDevice['cloudStorage']>['plans'][number];

/** Plans by what they record, then by how long it is kept. */
export function Plans({ plans }: { plans: readonly Plan[] }) {
  const t = useText();
  if (plans.length === 0)
    return (
      <Group title={t('cloud.plans')}>
        <p className={styles.none}>{t('cloud.noPlans')}</p>
      </Group>
    );
  return groupPlans(plans).map(({ kind, retentions }) => (
    <Group key={kind} title={t(`cloud.${kind}`)} note={t(`cloud.${kind}Text`)}>
      <ul>
        {retentions.map(({ days, periods }) => (
          <li key={days} className={styles.plan}>
            <strong>{t('cloud.retention', { days })}</strong>
            <span>{periods.map((period) => t(`cloud.${period}`)).join(t('common.separator'))}</span>
          </li>
        ))}
      </ul>
    </Group>
  ));
}
