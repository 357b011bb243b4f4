import { App, Button } from 'antd';
import { useState } from 'react';
import { api } from '../../api.ts';
import { AskModal } from '../../frame/AskModal.tsx';
import { useAct, useReadAgain } from '../../frame/use-act.ts';
import { usePlanName } from '../../plans/use-plan-name.ts';
import { useText } from '../../texts/index.ts';
import { PlanModal } from './PlanModal.tsx';
import styles from './Plans.module.css';
import type { OperatorPlan } from './plan-body.ts';

/** A plan is changed, withdrawn, or offered again. */
export function PlanActions({ plan }: { plan: OperatorPlan }) {
  const t = useText();
  const name = usePlanName()(plan);
  const [asking, setAsking] = useState<'change' | 'withdraw' | null>(null);
  const params = { planId: plan.id };
  const offer = useAct(() => api.changePlan({ params, body: { withdrawn: false } }), {
    done: t('operatorPlans.offeredAgain'),
    refresh: ['operator'],
  });
  const close = () => setAsking(null);
  return (
    <div className={styles.actions}>
      <Button size="small" aria-label={`${t('operatorPlans.change')} ${name}`} onClick={() => setAsking('change')}>
        {t('operatorPlans.change')}
      </Button>
      {plan.withdrawnAt ? (
        <Button size="small" loading={offer.isPending} onClick={() => offer.mutate(undefined)}>
          {t('operatorPlans.offer')}
        </Button>
      ) : (
        <Button
          size="small"
          danger
          aria-label={`${t('operatorPlans.withdraw')} ${name}`}
          onClick={() => setAsking('withdraw')}
        >
          {t('operatorPlans.withdraw')}
        </Button>
      )}
      {asking === 'change' && <PlanModal plan={plan} onClose={close} />}
      {asking === 'withdraw' && <Withdraw plan={plan} name={name} onClose={close} />}
    </div>
  );
}

function Withdraw({ plan, name, onClose }: { plan: OperatorPlan; name: string; onClose: () => void }) {
  const t = useText();
  const { message } = App.useApp();
  const readAgain = useReadAgain();
  return (
    <AskModal
      title={t('operatorPlans.withdrawing.title', { name })}
      consequences={[
        t('operatorPlans.withdrawing.products', { n: plan.products }),
        t('operatorPlans.withdrawing.chosen'),
        t('operatorPlans.withdrawing.paid'),
        t('operatorPlans.withdrawing.back'),
      ]}
      okText={t('operatorPlans.withdraw')}
      danger
      run={async () => {
        await api.changePlan({ params: { planId: plan.id }, body: { withdrawn: true } });
        void message.success(t('operatorPlans.withdrawing.done'));
        await readAgain(['operator']);
      }}
      onClose={onClose}
    />
  );
}
