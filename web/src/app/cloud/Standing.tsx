import type { SubscriptionView } from '@kaitong/contract';
import { formatBytes } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { Callout } from '../parts/Callout.tsx';
import { Facts, Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import styles from './CloudStorage.module.css';
import { useTerms } from './use-terms.ts';

/** What is in force, until when, and what was bought to follow it. */
export function Standing({ subscription: { current, queued, until } }: { subscription: SubscriptionView }) {
  const t = useText();
  const terms = useTerms();
  if (!current || !until) return null;
  return (
    <>
      <Callout tone="verified" title={t('cloud.active')}>
        <span>
          {t('cloud.until')} <TimeText at={until} exact />
        </span>
      </Callout>
      <Group title={t('cloud.inForce')}>
        <Facts
          facts={[
            { name: t('cloud.plan'), value: current.trial ? t('cloud.trialShort') : terms(current.terms) },
            { name: t('cloud.keeps'), value: t('cloud.retention', { days: current.terms.retentionDays }) },
            ...(current.terms.keptBytes
              ? [{ name: t('cloud.keptRoom'), value: formatBytes(current.terms.keptBytes) }]
              : []),
            { name: t('cloud.endsAt'), value: <TimeText at={current.endsAt} exact /> },
          ]}
        />
      </Group>
      {queued.length > 0 && (
        <Group title={t('cloud.queued')}>
          <ul>
            {queued.map((slice) => (
              <li key={`${slice.orderId} ${slice.startsAt}`} className={styles.queued}>
                <strong>{slice.trial ? t('cloud.trialShort') : terms(slice.terms)}</strong>
                <span>
                  <TimeText at={slice.startsAt} exact /> – <TimeText at={slice.endsAt} exact />
                </span>
              </li>
            ))}
          </ul>
        </Group>
      )}
    </>
  );
}
