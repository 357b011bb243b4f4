import type { Reconciliation, RegionHealth } from '@kaitong/contract';
import { Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import styles from './Reconciled.module.css';

export const unrepairedOf = ({ missing, orphaned, repaired }: Reconciliation): number => missing + orphaned - repaired;

/** What the region’s reconciler found when it last compared index and store, and a way to have it look now. */
export function Reconciled({ health: { region, answers, reconciled } }: { health: RegionHealth }) {
  const t = useText();
  const mayChange = useMayChange();
  const reconcile = useAct(() => api.reconcileFootage({ params: { region } }), {
    done: t('operator.regions.reconcileAsked'),
    refresh: ['operator'],
  });
  if (!answers) return t('operator.regions.unknown');
  return (
    <div className={styles.report}>
      {reconciled ? <Report of={reconciled} /> : t('operator.regions.neverReconciled')}
      {mayChange && (
        <Button size="small" loading={reconcile.isPending} onClick={() => reconcile.mutate(undefined)}>
          {t('operator.regions.reconcileNow')}
        </Button>
      )}
    </div>
  );
}

function Report({ of }: { of: Reconciliation }) {
  const t = useText();
  const { finishedAt, objects, missing, orphaned, repaired, examples } = of;
  const left = unrepairedOf(of);
  return (
    <>
      {finishedAt === null ? (
        <StateTag tone="running" icon="clock" text={t('operator.regions.reconciling')} />
      ) : (
        <TimeText at={finishedAt} />
      )}
      <span>{t('operator.regions.reconciliation', { objects, missing, orphaned, repaired })}</span>
      {left > 0 && (
        <>
          <StateTag tone="refused" icon="cross" text={t('operator.regions.unrepaired', { count: left })} />
          <span className={styles.hint}>{t('operator.regions.unrepairedText')}</span>
        </>
      )}
      {examples.length > 0 && (
        <details>
          <summary>{t('operator.regions.faults')}</summary>
          <ul className={styles.faults}>
            {examples.map(({ fault, key, foundAt }) => (
              <li key={key}>
                {t(`operator.regions.fault.${fault}`)} · <TimeText at={foundAt} exact />
                <br />
                <code className={styles.key}>{key}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
