import { AskModal } from '../../desk/dialog/AskModal.tsx';
import { usePlanName } from '../../desk/words/use-plan-name.ts';
import { api } from '../api.ts';
import { useText } from '../texts/index.ts';
import type { OperatorPlan } from './plan-body.ts';

/** Asks before a plan is taken from everything that sells it. */
export function WithdrawPlan({ plan, onClose }: { plan: OperatorPlan; onClose: () => void }) {
  const t = useText();
  return (
    <AskModal
      title={t('operatorPlans.withdrawing.title', { name: usePlanName()(plan) })}
      consequences={[
        t('operatorPlans.withdrawing.products', { n: plan.products }),
        t('operatorPlans.withdrawing.chosen'),
        t('operatorPlans.withdrawing.paid'),
        t('operatorPlans.withdrawing.back'),
      ]}
      okText={t('operatorPlans.withdraw')}
      danger
      run={() => api.changePlan({ params: { planId: plan.id }, body: { withdrawn: true } })}
      done={t('operatorPlans.withdrawing.done')}
      refresh={['operator']}
      onClose={onClose}
    />
  );
}
