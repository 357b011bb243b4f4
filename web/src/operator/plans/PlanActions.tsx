import { Button } from 'antd';
import { useAct } from '../../desk/calls/use-act.ts';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import styles from './Plans.module.css';
import type { OperatorPlan } from './plan-body.ts';

export type AskedPlan = { plan: OperatorPlan; act: 'change' | 'withdraw' };

/** A plan is changed, withdrawn, or offered again. What is asked about stands beside the table, which may be redrawn. */
export function PlanActions({ plan, ask }: { plan: OperatorPlan; ask: (asked: AskedPlan) => void }) {
  const t = useText();
  const name = usePlanName()(plan);
  const offer = useAct(() => api.changePlan({ params: { planId: plan.id }, body: { withdrawn: false } }), {
    done: t('operatorPlans.offeredAgain'),
    refresh: ['operator'],
  });
  const label = (text: string) => ({ children: text, 'aria-label': `${text} ${name}`, size: 'small' }) as const;
  return (
    <div className={styles.actions}>
      <Button {...label(t('operatorPlans.change'))} onClick={() => ask({ plan, act: 'change' })} />
      {plan.withdrawnAt ? (
        <Button
          {...label(t('operatorPlans.offer'))}
          loading={offer.isPending}
          onClick={() => offer.mutate(undefined)}
        />
      ) : (
        <Button {...label(t('operatorPlans.withdraw'))} danger onClick={() => ask({ plan, act: 'withdraw' })} />
      )}
    </div>
  );
}
