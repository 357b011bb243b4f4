import { formatMoney } from '@kaitong/contract';
import { Link } from '@tanstack/react-router';
import { useLanguage } from '../../i18n/texts.ts';
import { formatBytes } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import styles from './CloudStorage.module.css';
import { groupPlans, type OfferedPlan } from './group-plans.ts';

/** Plans by what they record, then by how long it is kept; each leads to its checkout. */
export function Plans({ deviceId, plans }: { deviceId: string; plans: readonly OfferedPlan[] }) {
  const t = useText();
  if (plans.length === 0)
    return (
      <Group title={t('cloud.plans')}>
        <p className={styles.none}>{t('cloud.noPlans')}</p>
      </Group>
    );
  return groupPlans(plans).map(({ kind, retentions }) => (
    <Group key={kind} title={t(`cloud.${kind}`)} note={t(`cloud.${kind}Text`)}>
      {retentions.map(({ days, plans: ofLength }) => (
        <div key={days} className={styles.retention}>
          <h3>{t('cloud.retention', { days })}</h3>
          <ul>
            {ofLength.map((plan) => (
              <li key={plan.id}>
                <PlanLink deviceId={deviceId} plan={plan} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Group>
  ));
}

function PlanLink({ deviceId, plan }: { deviceId: string; plan: OfferedPlan }) {
  const t = useText();
  const [language] = useLanguage();
  return (
    <Link
      to="/devices/$deviceId/cloud-storage/buy"
      params={{ deviceId }}
      search={{ plan: plan.id }}
      className={styles.plan}
    >
      <span>
        {t(`cloud.${plan.period}`)}
        {plan.keptBytes ? <small>{t('cloud.keptBeyond', { size: formatBytes(plan.keptBytes) })}</small> : null}
      </span>
      <strong>{formatMoney(plan.price, language)}</strong>
      <Icon name="forward" size={18} />
    </Link>
  );
}
